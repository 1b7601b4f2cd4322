export {
  type Arrival,
  type InboxFileRow,
  type InboxResultRow,
  type InboxState,
  inboxProjection,
  offered,
  refuseFile,
  settleResult,
  takeFile,
} from './inbox-file.js';
export { checkMapping, type Mapping } from './mapping.js';
export { LARGEST_RESULTS, parseResults, type ParsedResult } from './parse-results.js';
export {
  defineMapping,
  resultMappingProjection,
  type ResultMappingRow,
  type ResultMappingState,
} from './result-mapping.js';
export { Untried } from './untried.js';
