import type { Finding } from '../../src/definition/unit-classes/domain/index.js';

interface Rule {
  severity: Finding['severity'];
  /** a sentence */
  why: string;
}

const error = (why: string): Rule => ({ severity: 'error', why });
const warning = (why: string): Rule => ({ severity: 'warning', why });

/** Every code of the lint of plants, beside those of the form of a file. */
export const LINT_RULES: Record<string, Rule> = {
  'site.missing': error('Rooms and units stand at a site, whose time zone dates their facts and expiries.'),
  'site.twice': error('A unit stands at one site; what is read together is one plant.'),
  'site.zone-unknown': error('Days of expiry and the times that people read are in the zone of the site, for ever.'),
  'code.twice': error('A code that is scanned or printed must mean one thing.'),
  'unit.room-unknown': error('A reading, an alarm and a logbook name the room where the unit stood.'),
  'unit.class-unknown': error(
    'The class says what the unit’s tags mean and what may be set; without it no recipe can use the unit.',
  ),
  'unit.tag-map-unknown': error('Without its tag map no value of the unit is understood.'),
  'unit.tag-map-kind': error(
    'Browse paths, topics and metrics are different things: the map must be of the connector’s kind.',
  ),
  'unit.positions-missing': error(
    'Of a unit that is used by positions a batch holds one of them, so each needs a name.',
  ),
  'unit.positions-unneeded': error(
    'The class is not used by positions; two batches would believe to hold parts of one unit.',
  ),
  'unit.not-stated': warning(
    'Without an endpoint the unit cannot be reached; applying leaves it out, or keeps the endpoint that the server knows.',
  ),
  'identity.twice': error(
    'Two units that claim one identity cannot be told apart, and readings would reach the wrong patient’s record.',
  ),
  'serial.twice': warning(
    'Serial numbers of one class are expected to differ; a copied line often keeps the number of the unit above it.',
  ),
  'endpoint.differs': error('One address answers with one certificate, so units behind it share its application URI.'),
  'address.shared': error(
    'At a broker the topic tells whose reading it is; two units at one place would pass for each other.',
  ),
  'sign-in.anonymous': warning(
    'A unit that lets in whoever has a certificate that it trusts cannot tell the server from an engineer’s laptop.',
  ),
  'tag.unknown': error(
    'A value without a tag in the class has no unit, no range and no criticality; it would be rejected as unknown.',
  ),
  'tag.missing': error(
    'A recipe for this class may monitor any of its tags; one without an address would never have a value.',
  ),
  'tag.twice': error(
    'Two places for one tag give two values at one instant, and nobody could say which of them is true.',
  ),
  'address.twice': error('Two tags at one address show the same value under two names; one of them is wrong.'),
  'address.prefix-unknown': error(
    'An address holds over restarts of the unit only by its namespace URI, which the prefix stands for.',
  ),
  'namespace.unused': warning('A namespace that no address uses is often the trace of a misspelt prefix.'),
  'tag-map.unused': warning('A map that no unit names is not read by anybody, and its mistakes stay unseen.'),
  'tag-map.malformed': error('A topic or path that cannot be filled in is never matched by a message.'),
  'control.missing': warning(
    'The class has programs, but the map has no topics for commands: no recipe can start them on this unit.',
  ),
  'profile.differs': error(
    'With profile tags nothing but values is asked of a unit, so it runs no programs; identity says where such a unit tells which it is.',
  ),
  'tag.range-missing': warning(
    'Without the sensor’s range a broken sensor’s value passes for a reading, and limits of recipes cannot be checked.',
  ),
  'setpoint.unit-differs': error('Setpoint and tag of one name are compared; units that do not convert cannot be.'),
  'setpoint.outside-tag': warning('What is set beyond the sensor’s range can never be confirmed by a reading.'),
  'staleness.below-sampling': warning(
    'A value would count as unknown between two samples, and monitors would raise exceptions for nothing.',
  ),
  'upkeep.day-not-valid': error(
    'A day that the calendar does not have never comes, and what lapses on it never lapses.',
  ),
  'kit.gtin-not-valid': error('No label would ever be read as this product, and every kit would be refused.'),
  'firmware.not-approved': warning('The class asks for approved firmware: the unit would be refused to every batch.'),
};

const FORMS: [prefix: string, why: string][] = [
  ['yaml.', 'A file that cannot be read whole is not applied at all.'],
  ['schema.', 'What the schema does not know, or lacks, would be dropped or guessed; both are refused.'],
  ['unit.', 'Values are compared and converted by their UCUM units; one that is none makes every limit meaningless.'],
  ['range.', 'A range that excludes everything, or nothing, judges no value.'],
  ['set.', 'A safe state must be one that the unit can take, since it is what cells are left in.'],
  ['quantity.', 'A value without a valid unit cannot be set.'],
  ['duration.', 'A time of no length would be over before it began.'],
  ['id.', 'A name that is given twice means two things.'],
];

/** How much a finding of that code weighs, and why it matters. */
export function ruleOf(code: string): Rule {
  const form = FORMS.find(([prefix]) => code.startsWith(prefix));
  return LINT_RULES[code] ?? error(form?.[1] ?? 'A plant is applied only where all of it is right.');
}
