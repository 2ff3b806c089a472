import { describe, expect, it } from 'vitest';
import type { FleetFigures } from '../../../shared/contract/fleet.ts';
import { Api } from '../../data/api.ts';
import { FakeBridge, settled } from '../../data/testing/fake-bridge.ts';
import { ManualTiming } from '../../data/testing/manual-timing.ts';
import { type FleetEntry, FleetReader } from './fleet-data.ts';

const figures = (clusterId: string, pods: number): FleetFigures => ({
  clusterId,
  clusterName: clusterId,
  at: 0,
  nodes: 1,
  pods,
  cpu: null,
  memory: null,
  history: [],
  problems: [],
  moreProblems: false,
  warnings: [],
  moreWarnings: false,
  denied: [],
});

function setUp() {
  const bridge = new FakeBridge();
  const timing = new ManualTiming();
  let shown: ReadonlyMap<string, FleetEntry> = new Map();
  const reader = new FleetReader({ api: new Api(bridge), timing }, (entries) => {
    shown = entries;
  });
  return { bridge, timing, reader, of: (id: string) => shown.get(id) };
}

describe('the figures of a fleet page', () => {
  it('a cluster that does not answer delays no other, and the figures it had stay with the reason why there are no newer', async () => {
    const { bridge, timing, reader, of } = setUp();
    reader.follow(['a:x', 'b:x']);
    expect(bridge.unanswered()).toEqual([]);
    reader.start();
    const slow = bridge.next('fleet.cluster');
    expect(slow.input).toEqual({ clusterId: 'a:x' });
    bridge.always('fleet.cluster', ({ clusterId }) => ({ ok: true, value: figures(clusterId, 5) }));
    await slow.answer({ ok: false, error: { code: 'timeout', message: 'No answer.' } });
    expect(of('a:x')).toEqual({ figures: null, error: 'No answer.' });
    timing.advance(5_000);
    await settled();
    expect(of('a:x')).toMatchObject({ error: null, figures: { pods: 5 } });
    bridge.always('fleet.cluster', () => ({ ok: false, error: { code: 'unreachable', message: 'Gone.' } }));
    timing.advance(60_000);
    await settled();
    expect(of('a:x')).toMatchObject({ error: 'Gone.', figures: { pods: 5 } });
  });

  it('once a minute while it is open, never after; closed clusters leave nothing', async () => {
    const { bridge, timing, reader, of } = setUp();
    bridge.always('fleet.cluster', ({ clusterId }) => ({ ok: true, value: figures(clusterId, 1) }));
    reader.follow(['a:x', 'b:x']);
    reader.start();
    await settled();
    timing.advance(59_000);
    await settled();
    expect(bridge.inputs('fleet.cluster')).toHaveLength(2);
    timing.advance(1_000);
    await settled();
    expect(bridge.inputs('fleet.cluster')).toHaveLength(4);
    reader.follow(['b:x']);
    expect(of('a:x')).toBeUndefined();
    reader.stop();
    timing.advance(600_000);
    await settled();
    expect(bridge.inputs('fleet.cluster')).toHaveLength(4);
  });
});
