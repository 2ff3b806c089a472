import { type Fields, fieldsAt, isFields, type KubeObject, valueAt } from '../types.ts';
import { apiVersionOf, type ResourceInfo } from './resources.ts';

/** Objects are kept in one version; this shows them in the version that was asked for. */
export function shownAs(info: ResourceInfo, object: KubeObject): KubeObject {
  if (object.apiVersion === apiVersionOf(info) || object.kind === 'Status') return object;
  if (info.group === 'events.k8s.io') return newEvent(object);
  if (info.group === 'autoscaling' && info.version === 'v1') return oldAutoscaler(object);
  return { ...object, apiVersion: apiVersionOf(info) };
}

/** `pkg/apis/events/v1/conversion.go`. */
function newEvent(event: KubeObject): KubeObject {
  const {
    involvedObject,
    message,
    source,
    firstTimestamp,
    lastTimestamp,
    count,
    reportingComponent,
    reportingInstance,
    ...rest
  } = event;
  return {
    ...rest,
    apiVersion: 'events.k8s.io/v1',
    ...(reportingComponent === undefined ? {} : { reportingController: reportingComponent }),
    ...(reportingInstance === undefined ? {} : { reportingInstance }),
    ...(involvedObject === undefined ? {} : { regarding: involvedObject }),
    ...(message === undefined ? {} : { note: message }),
    deprecatedSource: source ?? {},
    deprecatedFirstTimestamp: firstTimestamp ?? null,
    deprecatedLastTimestamp: lastTimestamp ?? null,
    ...(count === undefined ? {} : { deprecatedCount: count }),
  };
}

const cpu = (metrics: unknown, part: string): unknown => {
  const list = Array.isArray(metrics) ? metrics.filter(isFields) : [];
  const found = list.find((metric) => valueAt(metric, 'resource', 'name') === 'cpu');
  return valueAt(found, 'resource', part, 'averageUtilization');
};

/** `pkg/apis/autoscaling/v1/conversion.go`, for the CPU target; other metrics have no field in v1. */
function oldAutoscaler(object: KubeObject): KubeObject {
  const { metrics, behavior: _, ...spec } = fieldsAt(object, 'spec');
  const { currentMetrics, conditions: __, ...status } = fieldsAt(object, 'status');
  const target = cpu(metrics, 'target');
  const current = cpu(currentMetrics, 'current');
  const newSpec: Fields = { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) };
  const newStatus: Fields = {
    ...status,
    ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
  };
  return { ...object, apiVersion: 'autoscaling/v1', spec: newSpec, status: newStatus };
}
