export type { ConditionSeen } from './alarm-condition.js';
export {
  answersAs,
  checkRotate,
  decideReject,
  decideRotate,
  decideTrust,
  settle,
  type CertificateFacts,
  type CertificateFault,
  type CertificateStated,
  type CertificateText,
  type KeptCertificate,
} from './certificate.js';
export {
  checkPausable,
  COMMAND_TRANSITIONS,
  decideConfirm,
  decideFail,
  decideIssue,
  decideSend,
  decideUnknown,
  type CommandFacts,
  type UnitOrder,
} from './command.js';
export { BROWSE_PATH, NAMESPACES } from './connection.js';
export type {
  Connection,
  ConnectorKind,
  MqttConnection,
  MqttMessageMap,
  MqttTagMap,
  OpcuaConnection,
  OpcuaTagMap,
  SignIn,
  SparkplugConnection,
  SparkplugTagMap,
  TagMap,
} from './connection.js';
export {
  CommandRefused,
  type Connector,
  type ConnectorPorts,
  type ControlMethod,
  controlWhile,
  type UnitControl,
} from './connector.js';
export { type ConnectionState, type ConnectionStatus, UnitConnection, type SpoolState } from './connection-states.js';
export { checkFit, conditionOf, hindrances } from './condition.js';
export { compilePath, type JsonPath } from './json-path.js';
export { instantOrNull } from './instant.js';
export { KnownUnits, leaseIn } from './known-units.js';
export { Lanes } from './lanes.js';
export {
  decidePerform,
  decideRefuse,
  decideVerify,
  upkeepHash,
  upkeepSubject,
  type UpkeepSigning,
} from './keep-unit.js';
export {
  checkAsked,
  checkKit,
  type GivenKit,
  isTold,
  type Kit,
  kitOf,
  type KitName,
  type KitRow,
  usedKit,
  wrongKit,
} from './kit.js';
export type { LocalFacts } from './local-change.js';
export { cursorOf, lineOf, LOGGED, type LogbookLine, type Placed, type Span, spansIn } from './logbook.js';
export type { ConnectorMessage, GapCause, MessageGap, RawReject, RawValue, SpoolFault } from './message.js';
export { nextMove, NOT_AS_ASKED, type Move } from './next-move.js';
export { NoBroker } from './no-broker.js';
export { decideAnswer, decidePrompts, type GivenReply, type PromptFacts } from './prompt.js';
export { decideLetGo, decideRelease } from './release.js';
export { decideProgram, sightOfRuns, type Moves, type ProgramFacts } from './program.js';
export type { RecordConditions, UnitListener } from './unit-listener.js';
export {
  type ActivityChange,
  type GivenAnswer,
  isActivity,
  type ProgramResult,
  type ShownPrompt,
  type UnitActivity,
  type UnitSight,
} from './sight.js';
export { sharedAddress } from './address.js';
export { parseTagMap } from './parse-tag-map.js';
export { fillTagMap, filledTagMap, type TagMapFault } from './mqtt-tag-map.js';
export { filterOf, filtersOf, TAG, type TopicPlaces } from './topic.js';
export { decideReserve, type Need, type Reserve, reserveOf, type Terms } from './reserve.js';
export { unitProjection } from './projection.js';
export { isFollowed, leaseOf, reachOfLease, reachText } from './unit-lease.js';
export { byUrgency, type Urgency } from './urgency.js';
export {
  isReachedBy,
  type BindingRow,
  type CommandAction,
  type CommandRow,
  type LocalChangeRow,
  type ProgramRunRow,
  type PromptReply,
  type PromptRow,
  type UnitBy,
  type UnitDefinition,
  type UnitRow,
  type UnitState,
} from './rows.js';
export {
  type Binding,
  checkPositions,
  checkProfile,
  checkTags,
  decideBind,
  checkSeen,
  decideDefine,
  definitionHash,
  decideLiftQuarantine,
  decideQuarantine,
  freePlace,
  isDefinedAs,
  mappedTags,
  touchesHeld,
  type IdentityFinding,
} from './unit.js';
export { type KeptAs, NEVER_KEPT, UPKEEP_ACTS, type UpkeepAct, type UpkeepRow } from './upkeep.js';
