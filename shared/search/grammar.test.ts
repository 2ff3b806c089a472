import { describe, expect, it } from 'vitest';
import { kindByWord } from '../kinds/index.ts';
import { hasFlags, namesCluster, parseFind, targetOf } from './grammar.ts';

const read = (text: string) => {
  const { kindsOnly, verb, words, namespace, selector, cluster, problem } = parseFind(text);
  return { kindsOnly, verb, words: words.join(' '), namespace, selector, cluster, problem };
};
const plain = {
  kindsOnly: false,
  verb: null,
  words: '',
  namespace: null,
  selector: null,
  cluster: null,
  problem: null,
};

describe('parseFind', () => {
  it('reads kinds, words and a cluster', () => {
    expect(read(':pod @prod')).toEqual({ ...plain, kindsOnly: true, words: 'pod', cluster: 'prod' });
    expect(read('po')).toEqual({ ...plain, words: 'po' });
    expect(read('@Prod pay ments')).toEqual({ ...plain, words: 'pay ments', cluster: 'prod' });
    expect(read('pods @')).toEqual({ ...plain, words: 'pods', cluster: '' });
    expect(read('  ')).toEqual(plain);
  });

  it("reads kubectl's flags in all their forms", () => {
    expect(read('po -n kube-system')).toEqual({ ...plain, words: 'po', namespace: 'kube-system' });
    expect(read('po -nkube-system').namespace).toBe('kube-system');
    expect(read('po --namespace=kube-system').namespace).toBe('kube-system');
    expect(read('po -l app=web')).toEqual({ ...plain, words: 'po', selector: 'app=web' });
    expect(read("po -l 'app in (a, b)'").selector).toBe('app in (a, b)');
    expect(read('deploy web -n shop @prod')).toEqual({
      ...plain,
      words: 'deploy web',
      namespace: 'shop',
      cluster: 'prod',
    });
    expect(read('get po --context Prod').cluster).toBe('prod');
    expect(parseFind('po -A').allNamespaces).toBe(true);
  });

  it('takes whole commands, and says what a flag still needs', () => {
    expect(read('kubectl get po web-1')).toEqual({ ...plain, verb: 'get', words: 'po web-1' });
    expect(read('k get po web-1 -o yaml')).toEqual({ ...plain, verb: 'edit', words: 'po web-1' });
    expect(read('describe deploy/web').verb).toBe('describe');
    expect(read('logs')).toEqual({ ...plain, words: 'logs' });
    expect(read('po -n').problem).toBe('-n needs a namespace.');
    expect(read('po -l').problem).toBe('-l needs labels, as app=web.');
  });

  it('leaves an @ inside a word alone: context names have them', () => {
    expect(read('admin@prod')).toEqual({ ...plain, words: 'admin@prod' });
    expect(namesCluster(parseFind('@eu'), 'prod-EU-west')).toBe(true);
    expect(namesCluster(parseFind('@us'), 'prod-eu-west')).toBe(false);
    expect(hasFlags(parseFind('po'))).toBe(false);
    expect(hasFlags(parseFind('po -A'))).toBe(true);
  });
});

describe('targetOf', () => {
  const target = (text: string) => {
    const { kind, name } = targetOf(parseFind(text), kindByWord);
    return [kind?.id ?? null, name];
  };
  it('finds the kind by any of its names, before a slash or a space', () => {
    expect(target('po')).toEqual(['pods', '']);
    expect(target('deploy/web')).toEqual(['deployments.apps', 'web']);
    expect(target('deploy web')).toEqual(['deployments.apps', 'web']);
    expect(target('get po web-1')).toEqual(['pods', 'web-1']);
    expect(target('Ingress shop front')).toEqual(['ingresses.networking.k8s.io', 'shop front']);
  });
  it('takes everything else as words', () => {
    expect(target('payments api')).toEqual([null, 'payments api']);
    expect(target('registry.example/team/web')).toEqual([null, 'registry.example/team/web']);
    expect(target('')).toEqual([null, '']);
  });
});
