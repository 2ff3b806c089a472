import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../kinds/spec.ts';
import { detailsOf } from './index.ts';
import type { Part } from './model.ts';

/** Answers of a real API server: lists with their objects, and the server's own Table of the same objects. */
const folder = join(import.meta.dirname, '../../tests/cluster/recordings');

interface Recording {
  readonly group: string;
  readonly plural: string;
  readonly list: { readonly items: readonly KubeObject[] };
  readonly table: {
    readonly columnDefinitions: readonly { readonly name: string }[];
    readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[];
  };
}

const recordings = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, recording: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording }))
  // Discovery documents lie beside the lists.
  .filter(({ recording }) => recording.list !== undefined);
const idOf = ({ group, plural }: Recording): string => (group === '' ? plural : `${plural}.${group}`);

describe('objects of a real server', () => {
  it.each(recordings.filter(({ recording }) => recording.list.items.length > 0))('$file', ({ recording }) => {
    for (const object of recording.list.items) {
      const details = detailsOf(idOf(recording), object);
      expect(details.sections.length, object.metadata.name).toBeGreaterThan(0);
      expect(details.sections.some((section) => section.id === 'metadata')).toBe(true);
      const shown = JSON.stringify(details);
      expect(shown, object.metadata.name).not.toMatch(/\[object Object\]|\bundefined\b|\bNaN\b|<invalid>/);
    }
  });

  it('the phase of a pod says what the server says under STATUS', () => {
    const pods = recordings.find(({ recording }) => recording.group === '' && recording.plural === 'pods');
    const at = pods?.recording.table.columnDefinitions.findIndex((column) => column.name === 'Status') ?? -1;
    const rows = pods?.recording.table.rows ?? [];
    expect(rows.length).toBeGreaterThan(3);
    for (const { cells, object } of rows) {
      const item = detailsOf('pods', object).sections[0]?.items[0];
      const text =
        item?.type === 'field' ? item.value.map((part: Part) => (part.type === 'text' ? part.text : '')).join('') : '';
      expect(text.split(', ').at(-1), object.metadata.name).toBe(cells[at]);
    }
  });

  it('every container of a pod is there', () => {
    const pods = recordings.find(({ recording }) => recording.group === '' && recording.plural === 'pods');
    for (const object of pods?.recording.list.items ?? []) {
      const spec = object.spec as Record<string, readonly { readonly name: string }[] | undefined>;
      const names = [
        ...(spec.initContainers ?? []),
        ...(spec.containers ?? []),
        ...(spec.ephemeralContainers ?? []),
      ].map((one) => one.name);
      expect(detailsOf('pods', object).containers.map((one) => one.name)).toEqual(names);
    }
  });
});
