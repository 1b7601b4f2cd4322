/** Nest token under which the frozen {@link Config} is provided. */
export const CONFIG = Symbol('CONFIG');

export type Mode = 'demo' | 'production';

/** How the server reaches a broker, over MQTT 3.1.1 or 5. */
export interface MqttSettings {
  /** `mqtt://host:port` or `mqtts://host:port`, without credentials */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** certificates that may have signed the broker's, PEM; the system's own where none is given */
  readonly ca: string | undefined;
  readonly version: '3.1.1' | '5';
  /** Sparkplug host id, also part of our client ids: stable, and of the servers of one database alone */
  readonly hostId: string;
}

/** An identity provider of the enterprise, by OpenID Connect. */
export interface OidcSettings {
  /** as the provider names itself, `https://…`; its configuration lies below at `.well-known/openid-configuration` */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** how people call it */
  readonly title: string;
  /** authentication context class that a sign-in must have, such as one with a second factor; undefined where any will do */
  readonly acr: string | undefined;
}

/** The environment as the server sees it: parsed once at start, never changed. Directories are absolute paths. */
export interface Config {
  readonly mode: Mode;
  /** address to listen on */
  readonly host: string;
  /** 1 to 65535, or 0 for any free port */
  readonly port: number;
  /** origin under which browsers reach the server, without a slash at its end */
  readonly publicUrl: string;
  /** connection of the app's role, which cannot change facts; always there in production */
  readonly databaseUrl: string | undefined;
  /** connection of the role that owns the schema; for `npm run migrate` and the demo */
  readonly migrationUrl: string | undefined;
  readonly dataDir: string;
  /** private keys of this server, below dataDir */
  readonly keysDir: string;
  /** where signed seal heads are published */
  readonly sealsDir: string;
  /** SHA-1 hashes of breached passwords, a line each, in order; null where none is given */
  readonly breachedPasswords: string | null;
  /** null where nobody signs in by another's word */
  readonly oidc: OidcSettings | null;
  /** where devices drop files of results, watched; null where none is set */
  readonly inboxDir: string | null;
  /** of values that wait on this server's disk while the database is away, at most, of all units together */
  readonly spoolBytes: number;
  /** the broker of MQTT and Sparkplug units that name none; null where none is set, and such units stay offline */
  readonly mqtt: MqttSettings | null;
  /** further brokers by the names that units have for them */
  readonly brokers: Readonly<Record<string, MqttSettings>>;
  /** this server among several on one database; null: its machine and port */
  readonly instance: string | null;
  /** OPC UA units that this server connects in a second at most */
  readonly reconnectsPerSecond: number;
  /** demo seconds in one real second, 1 in production */
  readonly speed: number;
}

/** Settings that cannot be used: each problem names what was given and what is allowed. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['Ballroom cannot start with these settings:', ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.name = 'ConfigError';
  }
}
