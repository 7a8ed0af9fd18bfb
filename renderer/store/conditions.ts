import type { Breakpoint } from '../../core/protocol/breakpoint.ts';

/** What a breakpoint may have beside its place, in the order in which it is shown and edited. */
export const conditionFields = ['condition', 'hitCondition', 'logMessage'] as const;

export type ConditionField = (typeof conditionFields)[number];
export type Conditions = Pick<Breakpoint, ConditionField>;
/** The same as they are typed: empty = absent. */
export type ConditionTexts = Record<ConditionField, string>;

export const textsOf = (conditions: Conditions = {}): ConditionTexts => ({
  condition: conditions.condition ?? '',
  hitCondition: conditions.hitCondition ?? '',
  logMessage: conditions.logMessage ?? '',
});

/** Without those that are empty. */
export const conditionsOf = (texts: ConditionTexts): Conditions =>
  Object.fromEntries(
    conditionFields
      .map((field) => [field, texts[field].trim()] as const)
      .filter(([, text]) => text !== ''),
  );

/** `3` alone means the third time. */
const hitsText = (hitCondition: string): string =>
  /^\d/.test(hitCondition) ? `hits = ${hitCondition}` : `hits ${hitCondition}`;

/** Each in one short line, as the list shows them. */
export function conditionLines({ condition, hitCondition, logMessage }: Conditions): string[] {
  return [
    condition,
    hitCondition === undefined ? undefined : hitsText(hitCondition),
    logMessage === undefined ? undefined : `log: ${logMessage}`,
  ].filter((line) => line !== undefined);
}

/** What it does, in one sentence without its end; undefined for one at a node that stops every time. */
export function effectOf(
  breakpoint: Conditions & Pick<Breakpoint, 'channel' | 'to'>,
): string | undefined {
  const { channel, to, condition, hitCondition, logMessage } = breakpoint;
  const goesOn = to === undefined ? undefined : `the graph goes on to ${to}`;
  const taken = channel === undefined ? goesOn : `${channel} is written`;
  if (taken === undefined && conditionLines(breakpoint).length === 0) return undefined;
  const does = logMessage === undefined ? 'stops' : `prints “${logMessage}”`;
  const both = [taken, condition].filter((one) => one !== undefined).join(' and ');
  const where = both === '' ? '' : ` where ${both}`;
  const comma = where === '' ? '' : ',';
  const at = hitCondition === undefined ? '' : `${comma} at ${hitsText(hitCondition)}`;
  return does + where + at;
}

/** How its mark looks: see `BreakpointMark`. */
export function lookOf(conditions: Conditions): 'plain' | 'conditional' | 'log' {
  if (conditions.logMessage !== undefined) return 'log';
  return conditionLines(conditions).length > 0 ? 'conditional' : 'plain';
}
