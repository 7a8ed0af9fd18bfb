import { sleepRule } from './sleepRule.ts';
import { zoneRule } from './zoneRule.ts';

/** What oxlint has no rule for. oxlint loads a plugin by its default export. */
export default {
  meta: { name: 'retrograph' },
  rules: { zones: zoneRule, 'no-sleep': sleepRule },
};
