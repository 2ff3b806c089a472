import { hashText, mix } from '../random.ts';
import { type Fields, isFields, type KubeObject, timestamp, valueAt } from '../types.ts';
import { FACTS } from './names.ts';
import { NodeRecord } from './node.ts';
import { PodRecord } from './pod.ts';
import type { World } from './world.ts';

/** A load between 0 and 1 that wanders slowly, the same for everybody who asks at the same time. */
function load(seed: number, at: number): number {
  const phase = (seed % 628) / 100;
  const slow = Math.sin(at / 600_000 + phase);
  const quick = Math.sin(at / 47_000 + phase * 3);
  return Math.min(0.98, Math.max(0.02, 0.42 + 0.22 * slow + 0.08 * quick + (mix(seed) % 100) / 600));
}

function podUsage(pod: PodRecord, now: number): Fields[] {
  if (!pod.node || !['running', 'unready'].includes(pod.phase)) return [];
  const spec = valueAt(pod.render(), 'spec', 'containers');
  const facts = FACTS[pod.owner.app.flavour];
  return (Array.isArray(spec) ? spec : []).filter(isFields).map((container, i) => {
    const share = load(pod.serial + i * 7, now);
    const usage = {
      cpu: `${Math.round(facts.cpu * share * (i === 0 ? 1.4 : 0.1) * 1_000_000)}n`,
      memory: `${Math.round(facts.memory * (0.35 + share) * (i === 0 ? 1 : 0.15) * 1024)}Ki`,
    };
    return { name: String(container.name), usage };
  });
}

/** `metrics.k8s.io`: what metrics-server measures over the last half minute. */
export function metricsOf(world: World, kind: 'pods' | 'nodes', namespace: string | null): readonly KubeObject[] {
  const now = world.now();
  const at = timestamp(now - (now % 15_000));
  const head = { apiVersion: 'metrics.k8s.io/v1beta1', timestamp: at, window: kind === 'pods' ? '15.4s' : '20.1s' };
  if (kind === 'nodes') {
    return [...world.store.collection('nodes').scan(null, null)].flatMap((node) => {
      if (!(node instanceof NodeRecord) || node.state.condition === 'unknown') return [];
      const share = load(hashText(node.name), now);
      const memory = node.state.pressure === 'memory' ? 0.97 : 0.3 + share * 0.5;
      const usage = {
        cpu: `${Math.round(node.identity.cpu * share * 1_000_000)}n`,
        memory: `${Math.round(node.identity.memory * memory)}Ki`,
      };
      const metadata = { name: node.name, creationTimestamp: timestamp(now), labels: node.labels() };
      return [{ kind: 'NodeMetrics', ...head, metadata: metadata as unknown as KubeObject['metadata'], usage }];
    });
  }
  return [...world.store.collection('pods').scan(namespace, null)].flatMap((pod) => {
    if (!(pod instanceof PodRecord)) return [];
    const containers = podUsage(pod, now);
    if (containers.length === 0) return [];
    const metadata = {
      name: pod.name,
      namespace: pod.namespace,
      creationTimestamp: timestamp(now),
      labels: pod.labels(),
    };
    return [{ kind: 'PodMetrics', ...head, metadata: metadata as unknown as KubeObject['metadata'], containers }];
  });
}
