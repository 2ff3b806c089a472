import { arr, has, int, type Rec, rec, str } from '../kube/read.ts';
import { affinityItems, spreadWords } from './affinity.ts';
import { field, type Item, lines, link, mono, pairs, text } from './model.ts';

/** One toleration in kubectl's words: `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`. Source: `describe.go` printTolerations. */
export function describeToleration(toleration: Rec): string {
  const key = str(toleration.key);
  const value = str(toleration.value);
  const effect = str(toleration.effect);
  const operator = str(toleration.operator);
  let words = key;
  if (value !== '') words += `=${value}`;
  if (effect !== '') words += `${words === '' ? '' : ':'}${effect}`;
  // An empty key with Exists matches every taint.
  if (operator === 'Exists' && value === '') words += key === '' && effect === '' ? 'op=Exists' : ' op=Exists';
  if (has(toleration.tolerationSeconds)) words += ` for ${int(toleration.tolerationSeconds)}s`;
  return words;
}

/** `key=value:Effect`. */
export const describeTaint = (taint: Rec): string => {
  const value = str(taint.value);
  return `${str(taint.key)}${value === '' ? '' : `=${value}`}:${str(taint.effect)}`;
};

export function schedulingItems(spec: Rec): readonly Item[] {
  return [
    ...pairs('Node selector', rec(spec.nodeSelector)),
    ...lines(
      'Tolerations',
      arr(spec.tolerations)
        .map(rec)
        .map((one) => mono(describeToleration(one))),
    ),
    ...lines(
      'Topology spread',
      arr(spec.topologySpreadConstraints).map((one) => text(spreadWords(rec(one)))),
    ),
    ...affinityItems(spec.affinity),
    ...field(
      'Priority class',
      str(spec.priorityClassName) === ''
        ? ''
        : link('PriorityClass', '', str(spec.priorityClassName), 'scheduling.k8s.io'),
    ),
    ...field('Scheduler', str(spec.schedulerName) === 'default-scheduler' ? '' : str(spec.schedulerName)),
  ];
}
