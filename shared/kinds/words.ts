import type { KindWords } from './index.ts';
import { kindById } from './index.ts';

/** A kind in the middle of a sentence, in the plural: `pods`, `persistentvolumeclaims`, `certificates.cert-manager.io`. */
export const kindWords = (info: Pick<KindWords, 'id' | 'plural'>): string =>
  kindById(info.id) === undefined ? info.id : info.plural;
