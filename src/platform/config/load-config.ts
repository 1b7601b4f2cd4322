import { resolve } from 'node:path';
import { validateSync, type ValidationError } from 'class-validator';
import { brokerSettings, readBrokers } from './brokers.js';
import { type Config, ConfigError } from './config.js';
import { Environment, VARIABLES } from './environment.js';
import { oidcProblems, readOidc } from './oidc.js';
import { productionProblems } from './production-rules.js';

/** What takes days passes while one watches. */
const DAY_IN_HALF_A_MINUTE = 2880;

/** Ours and everything named like ours; an empty value counts as not given. */
function ours(env: Record<string, string | undefined>): Environment {
  const known = new Set<string>(VARIABLES);
  const given = Object.entries(env).filter(
    ([name, value]) => value && (known.has(name) || name.startsWith('BALLROOM_')),
  );
  return Object.assign(new Environment(), Object.fromEntries(given));
}

const unknown = (name: string) =>
  `${name} is not a setting of Ballroom; allowed are ${VARIABLES.filter((known) => known.startsWith('BALLROOM_')).join(', ')}`;

const problemsOf = ({ property, constraints = {} }: ValidationError): string[] =>
  'whitelistValidation' in constraints ? [unknown(property)] : Object.values(constraints);

function read(env: Environment): Config {
  const mode = env.BALLROOM_MODE === 'production' ? 'production' : 'demo';
  const port = Number(env.PORT ?? 3000);
  const dataDir = resolve(env.BALLROOM_DATA ?? '.data');
  return Object.freeze({
    mode,
    host: env.BALLROOM_HOST ?? '127.0.0.1',
    port,
    publicUrl: env.BALLROOM_PUBLIC_URL?.replace(/\/$/, '') ?? `http://localhost:${port}`,
    databaseUrl: env.DATABASE_URL,
    migrationUrl: env.DATABASE_MIGRATION_URL,
    dataDir,
    keysDir: resolve(dataDir, 'keys'),
    sealsDir: resolve(env.BALLROOM_SEALS ?? resolve(dataDir, 'seals')),
    breachedPasswords: env.BREACHED_PASSWORDS === undefined ? null : resolve(env.BREACHED_PASSWORDS),
    oidc: readOidc(env),
    inboxDir: env.INBOX_DIR === undefined ? null : resolve(env.INBOX_DIR),
    spoolBytes: Number(env.SPOOL_MIB ?? SPOOL_MIB) * 2 ** 20,
    mqtt: readMqtt(env),
    brokers: readBrokers(env.MQTT_BROKERS, env.BALLROOM_HOST_ID),
    instance: env.BALLROOM_INSTANCE ?? null,
    reconnectsPerSecond: Number(env.BALLROOM_RECONNECTS ?? 3),
    speed: Number(env.BALLROOM_SPEED ?? (mode === 'demo' ? DAY_IN_HALF_A_MINUTE : 1)),
  });
}

/** A shift of two hundred units with a dozen values a second. */
const SPOOL_MIB = 8192;

function readMqtt({ MQTT_URL: url, MQTT_CA: ca, MQTT_VERSION: version, BALLROOM_HOST_ID }: Environment) {
  return url === undefined ? null : brokerSettings({ url, ca, version }, BALLROOM_HOST_ID);
}

/** One broker by two names would be two clients of one id, each of which ends the other. */
function sameBrokers({ mqtt, brokers }: Config): string[] {
  const named = [...(mqtt === null ? [] : [['MQTT_URL', mqtt] as const]), ...Object.entries(brokers)];
  return named.flatMap(([name, { url }], at) => {
    const first = named.findIndex(([, other]) => other.url === url);
    return first === at ? [] : [`MQTT_BROKERS has ${name} at ${url}, which is ${named[first]![0]} too`];
  });
}

/** Only what stands on its own can be judged further, so a bad value is left out of the second look. */
function without(env: Environment, bad: readonly string[]): Environment {
  return Object.assign(
    new Environment(),
    Object.fromEntries(Object.entries(env).filter(([name]) => !bad.includes(name))),
  );
}

/**
 * The environment as one frozen value.
 * @throws ConfigError with every problem at once: bad values, unknown BALLROOM_ variables, and what production refuses
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = ours(env);
  const errors = validateSync(given, { whitelist: true, forbidNonWhitelisted: true });
  const bad = errors.map((error) => error.property);
  const config = read(without(given, bad));
  const files = [given.MQTT_BROKERS, given.OIDC_SECRET_FILE].filter((file) => file !== undefined);
  const insecure = config.mode === 'production' ? productionProblems(config, files) : [];
  const problems = [
    ...errors.flatMap(problemsOf),
    ...sameBrokers(config),
    ...oidcProblems(given),
    ...insecure.filter((problem) => !bad.some((name) => problem.startsWith(`${name} `))),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
