import { Ledger0001 } from './0001-ledger.js';
import { Organisation0002 } from './0002-organisation.js';
import { Identity0003 } from './0003-identity.js';
import { Signatures0004 } from './0004-signatures.js';
import { Recipes0005 } from './0005-recipes.js';
import { Seals0006 } from './0006-seals.js';
import { UnitClasses0010 } from './0010-unit-classes.js';
import { Equipment0011 } from './0011-equipment.js';
import { Readings0012 } from './0012-readings.js';
import { Custody0020 } from './0020-custody.js';
import { Batches0021 } from './0021-batches.js';
import { Deviations0030 } from './0030-deviations.js';
import { ConnectorCursors0040 } from './0040-connector-cursors.js';
import { RejectsAndDoubts0041 } from './0041-rejects-and-doubts.js';
import { ByHand0042 } from './0042-by-hand.js';
import { RecipeLifecycle0050 } from './0050-recipe-lifecycle.js';
import { Procedure0051 } from './0051-procedure.js';
import { Rehearsals0052 } from './0052-rehearsals.js';
import { FilesAndNotes0053 } from './0053-files-and-notes.js';
import { UnitUse0054 } from './0054-unit-use.js';
import { Entries0055 } from './0055-entries.js';
import { Engine0056 } from './0056-engine.js';
import { CommentReplies0057 } from './0057-comment-replies.js';
import { VisibleRows0058 } from './0058-visible-rows.js';
import { Upkeep0060 } from './0060-upkeep.js';
import { Plant0061 } from './0061-plant.js';
import { Inbox0062 } from './0062-inbox.js';
import { Trends0063 } from './0063-trends.js';
import { Alarms0064 } from './0064-alarms.js';
import { Instances0065 } from './0065-instances.js';
import { ReadingPartitions0066 } from './0066-reading-partitions.js';
import { LocalChanges0068 } from './0068-local-changes.js';
import { ConnectionEpochs0069 } from './0069-connection-epochs.js';
import { StandingAlarms0070 } from './0070-standing-alarms.js';
import { Prompts0071 } from './0071-prompts.js';
import { ReadingQuarantine0072 } from './0072-reading-quarantine.js';
import { LookingInstances0073 } from './0073-looking-instances.js';
import { UpkeepRefused0074 } from './0074-upkeep-refused.js';
import { ReadingRetention0075 } from './0075-reading-retention.js';
import { QuarantineBounds0076 } from './0076-quarantine-bounds.js';
import { Kits0077 } from './0077-kits.js';
import { SetBackClocks0078 } from './0078-set-back-clocks.js';
import { People0079 } from './0079-people.js';
import { Places0082 } from './0082-places.js';
import { Training0083 } from './0083-training.js';
import { Signin0084 } from './0084-signin.js';
import { Trail0085 } from './0085-trail.js';
import { SealKeys0086 } from './0086-seal-keys.js';
import { Sso0087 } from './0087-sso.js';
import { RecordRetention0088 } from './0088-record-retention.js';
import { CopiedPasskeys0089 } from './0089-copied-passkeys.js';

/** Forward only, in order. */
export const migrations = [
  Ledger0001,
  Organisation0002,
  Identity0003,
  Signatures0004,
  Recipes0005,
  Seals0006,
  UnitClasses0010,
  Equipment0011,
  Readings0012,
  Custody0020,
  Batches0021,
  Deviations0030,
  ConnectorCursors0040,
  RejectsAndDoubts0041,
  ByHand0042,
  RecipeLifecycle0050,
  Procedure0051,
  Rehearsals0052,
  FilesAndNotes0053,
  UnitUse0054,
  Entries0055,
  Engine0056,
  CommentReplies0057,
  VisibleRows0058,
  Upkeep0060,
  Plant0061,
  Inbox0062,
  Trends0063,
  Alarms0064,
  Instances0065,
  ReadingPartitions0066,
  LocalChanges0068,
  ConnectionEpochs0069,
  StandingAlarms0070,
  Prompts0071,
  ReadingQuarantine0072,
  LookingInstances0073,
  UpkeepRefused0074,
  ReadingRetention0075,
  QuarantineBounds0076,
  Kits0077,
  SetBackClocks0078,
  People0079,
  Places0082,
  Training0083,
  Signin0084,
  Trail0085,
  SealKeys0086,
  Sso0087,
  RecordRetention0088,
  CopiedPasskeys0089,
];
