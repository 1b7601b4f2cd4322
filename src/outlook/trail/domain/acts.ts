/** What facts are about, as people look for them. */
export const GROUPS = [
  'rights',
  'access',
  'recipes',
  'batches',
  'values',
  'exceptions',
  'equipment',
  'alarms',
  'readings',
  'orders',
  'organisation',
  'ledger',
] as const;

export type Group = (typeof GROUPS)[number];

const words = (text: string): string[] => text.trim().split(/\s+/);

/**
 * Each act that a fact can state, by group: a fact's type, and behind a colon what a fact of that type did where it may do little or
 * much. Critical is what changes what others rest on, or sets aside what was asked: corrections, overrides, skips, values in place of a
 * unit's, rights, effect of recipes, definitions and limits, certificates, clocks, and settings of the audit itself.
 */
const ACTS: Record<Group, { critical: string[]; ordinary: string[] }> = {
  rights: {
    critical:
      words(`role.granted role.changed role.revoked person.registered person.disabled person.secret-set person.identity-confirmed
      person.sso-linked person.sso-unlinked passkey.registered passkey.revoked
      training.recorded training.revoked skill.defined skill.changed
      secret-reset.asked secret-reset.confirmed secret-reset.withdrawn access-policy.changed signature-certification.recorded`),
    ordinary: words('person.statement-signed reading.assigned reading.signed reading.withdrawn'),
  },
  access: {
    critical: words('person.locked person.unlocked passkey.copied set-up.refused'),
    ordinary:
      words(`session.started session.ended sign-in.failed signing.failed password-change.failed account-link.failed access.refused
      passkey-registration.failed record.viewed trail.exported`),
  },
  recipes: {
    critical:
      words(`recipe.revised recipe.approved recipe.sent-back recipe.made-effective recipe.took-effect recipe.effect-ended
      recipe.superseded recipe.retired unit-class.defined`),
    ordinary: words(
      'recipe.drafted recipe.submitted recipe.comment-made recipe.comment-resolved recipe-file.added rehearsal.recorded',
    ),
  },
  batches: {
    critical:
      words(`batch.issued batch.unit-replaced batch.recipe-changed batch.quality-hold-placed batch.quality-hold-lifted
      batch.aborting batch.aborted batch.stopping batch.stopped block.inserted step.skipped step.reopened step.signatures-voided
      step.taken-over clock.jumped`),
    ordinary:
      words(`batch.started batch.unit-bound batch.unit-released batch.holding batch.held batch.restarted batch.completed
      lot.yielded element.transitioned steps.added steps.omitted choice.taken loop.judged step.started step.holding step.held
      step.restarting step.restarted step.finished step.signed step.completed step.paused step.resumed step.stopping step.stopped
      step.aborting step.aborted step.program-requested step.program-confirmed step.program-failed step.program-end-due
      step.program-held step.program-resumed step.program-ended decision.made evidence.named event.recorded event.ended
      note.added file.bound timer.set timer.fired timer.cancelled timer.moved signature.given`),
  },
  values: {
    critical: words(
      'entry.recorded:corrected entry.recorded:computed-anew entry.recorded:manual entry.recorded:not-applicable entry.recorded:late',
    ),
    ordinary: words('entry.recorded'),
  },
  exceptions: {
    critical: words('exception.answered'),
    ordinary: words('exception.raised exception.ended exception.commented exception.deviation-opened deviation.opened'),
  },
  equipment: {
    critical:
      words(`unit.defined unit.redefined unit.quarantined unit.quarantine-lifted unit.changed-locally unit.identity-refused
      unit.taken-out-of-service unit.returned-to-service unit.firmware-approved unit.upkeep-refused
      certificate.trusted certificate.rejected certificate.rotated`),
    ordinary:
      words(`unit.bound unit.released unit.cleaned unit.calibrated unit.qualified unit.maintained unit.firmware-reported
      unit.upkeep-verified unit.prompted unit.prompt-ended unit.reserve-revised command.issued command.sent command.confirmed
      command.failed command.unknown program.held program.resumed program.ended program.setpoints-read`),
  },
  alarms: {
    critical: words(`alarm.listed alarm.shelved alarm.suppressed alarm.removed-from-service alarm.returned-to-service
      escalation.defined`),
    ordinary: words(`alarm.raised alarm.batch-added alarm.units-added alarm.units-left alarm.returned alarm.acknowledged
      alarm.reset alarm.unshelved alarm.unsuppressed alarm.escalated alarm.nobody-on-duty alarm.answered`),
  },
  readings: {
    critical: words(
      'gap.accepted retention.defined readings.detached record-rule.defined legal-hold.placed legal-hold.lifted',
    ),
    ordinary: words('gap.recorded gap.narrowed gap.backfilled readings.sealed'),
  },
  orders: {
    critical: words('order.placed result-mapping.defined'),
    ordinary: words('inbox.file-refused inbox.file-taken inbox.result-claimed inbox.result-conflicted'),
  },
  organisation: {
    critical: words('site.registered sponsor.registered room.classified'),
    ordinary: words('site.renamed room.registered room.renamed sponsor.renamed'),
  },
  ledger: {
    critical: words('ledger.broken seal-key.rotated seal-key.replaced'),
    ordinary: words('ledger.checked trail.reviewed'),
  },
};

const CRITICAL: ReadonlySet<string> = new Set(Object.values(ACTS).flatMap(({ critical }) => critical));

/** All acts that are known, by their group. */
export const ACT_GROUPS: ReadonlyMap<string, Group> = new Map(
  GROUPS.flatMap((group) =>
    [...ACTS[group].critical, ...ACTS[group].ordinary].map((act): [string, Group] => [act, group]),
  ),
);

export const isCritical = (act: string): boolean => CRITICAL.has(act);

export const CRITICAL_ACTS: readonly string[] = [...CRITICAL];

/** Acts that a type (`entry.recorded`), a family (`role.*`) or an act itself stands for; what is not known stands for itself. */
export function actsOf(asked: string): string[] {
  const known = [...ACT_GROUPS.keys()];
  if (asked.endsWith('.*')) return known.filter((act) => act.startsWith(asked.slice(0, -1)));
  return [asked, ...known.filter((act) => act.startsWith(`${asked}:`))];
}

export const actsOfGroup = (group: Group): string[] => [...ACTS[group].critical, ...ACTS[group].ordinary];

/** Types whose facts each state the whole of something, so that the one before of the stream says what was. */
export const WHOLE: ReadonlySet<string> = new Set([
  'retention.defined',
  'escalation.defined',
  'result-mapping.defined',
  'unit-class.defined',
  'alarm.listed',
]);
