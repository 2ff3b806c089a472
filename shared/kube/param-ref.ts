import { byBytes } from './labels.ts';
import { arr, rec, str, strings } from './read.ts';

/**
 * A LabelSelector as the text of its protobuf message, which is what PARAMREF of an admission policy binding prints (and no other
 * column). Source: `apimachinery/pkg/apis/meta/v1/generated.pb.go`, LabelSelector.String.
 */
export function formatSelectorMessage(selector: unknown): string {
  const fields = rec(selector);
  const labels = rec(fields.matchLabels);
  const pairs = Object.keys(labels)
    .sort(byBytes)
    .map((key) => `${key}: ${str(labels[key])},`);
  const expressions = arr(fields.matchExpressions).map((item) => {
    const expression = rec(item);
    const values = strings(expression.values).join(' ');
    return `LabelSelectorRequirement{Key:${str(expression.key)},Operator:${str(expression.operator)},Values:[${values}],},`;
  });
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}
