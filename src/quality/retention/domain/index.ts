export { decideHold, holdProjection, type HoldState, type LegalHoldRow, LIFT, PLACE } from './legal-hold.js';
export {
  decideRule,
  keptUntil,
  LEAST_YEARS,
  type RecordRuleRow,
  ruleProjection,
  RULES,
  type RuleState,
} from './rule.js';
