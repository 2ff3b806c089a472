import { eventCount, eventFirstSeen, eventLastSeen, eventObject, eventSource, trimSpace } from '../kube/event.ts';
import { rec, str } from '../kube/read.ts';
import { age, builtIn, NAME, number, protoObject, protoString, text, wide } from './common.ts';
import type { ColumnSpec, KubeObject, StateOf } from './spec.ts';

const COLUMNS: readonly ColumnSpec[] = [
  age('LAST SEEN', eventLastSeen),
  text('TYPE', (event) => str(event.type)),
  text('REASON', (event) => str(event.reason)),
  text('OBJECT', eventObject),
  wide(text('SUBOBJECT', (event) => str(rec(event.involvedObject).fieldPath))),
  wide(text('SOURCE', eventSource)),
  text('MESSAGE', (event) => trimSpace(str(event.message))),
  wide(age('FIRST SEEN', eventFirstSeen)),
  wide(number('COUNT', eventCount)),
  wide(NAME),
];

const eventState = (event: KubeObject): StateOf =>
  event.type === 'Warning' ? { role: 'warn', reason: str(event.reason) } : { role: 'ok', reason: '' };

export const events = builtIn({
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  title: 'Events',
  section: 'cluster',
  icon: 'bell',
  columns: COLUMNS,
  state: eventState,
  // k8s.io/api/core/v1/generated.proto: Event, ObjectReference, EventSource, EventSeries
  proto: protoObject({
    2: {
      name: 'involvedObject',
      type: {
        1: protoString('kind'),
        2: protoString('namespace'),
        3: protoString('name'),
        4: protoString('uid'),
        7: protoString('fieldPath'),
      },
    },
    3: protoString('reason'),
    4: protoString('message'),
    5: { name: 'source', type: { 1: protoString('component'), 2: protoString('host') } },
    6: { name: 'firstTimestamp', type: 'time' },
    7: { name: 'lastTimestamp', type: 'time' },
    8: { name: 'count', type: 'int' },
    9: protoString('type'),
    10: { name: 'eventTime', type: 'microtime' },
    11: {
      name: 'series',
      type: { 1: { name: 'count', type: 'int' }, 2: { name: 'lastObservedTime', type: 'microtime' } },
    },
    14: protoString('reportingComponent'),
    15: protoString('reportingInstance'),
  }),
});

/** The same event as core/v1 names its fields. Source: `pkg/apis/events/v1/conversion.go`. */
function asCoreEvent(event: KubeObject): KubeObject {
  return {
    ...event,
    involvedObject: event.regarding,
    message: event.note,
    source: event.deprecatedSource,
    firstTimestamp: event.deprecatedFirstTimestamp,
    lastTimestamp: event.deprecatedLastTimestamp,
    count: event.deprecatedCount,
    reportingComponent: event.reportingController,
  };
}

/** events.k8s.io/v1: the same objects under other field names; the server prints them alike. */
export const eventsOfEventsGroup = builtIn({
  group: 'events.k8s.io',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  title: 'Events (events.k8s.io)',
  section: 'cluster',
  icon: 'bell',
  columns: COLUMNS.map((column) => ({ ...column, value: (event) => column.value(asCoreEvent(event)) })),
  state: eventState,
});
