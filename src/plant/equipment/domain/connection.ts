/** Namespaces of OPC UA itself and of the models that its profiles know, by the prefix that paths use. */
export const NAMESPACES = {
  '0': 'http://opcfoundation.org/UA/',
  di: 'http://opcfoundation.org/UA/DI/',
  lads: 'http://opcfoundation.org/UA/LADS/',
} as const;

/** Browse path: steps as `prefix:Name`. */
export const BROWSE_PATH = /^[a-z0-9]+:[^/:]+(\/[a-z0-9]+:[^/:]+)*$/;

/** Where the tags of the unit class are found: browse paths from the unit's device, steps as `prefix:Name`. */
export interface OpcuaTagMap {
  /** namespace URI by prefix; `0` is OPC UA's own */
  namespaces: Record<string, string>;
  /** `lads:FunctionalUnitSet/unit:Culture/…`, by tag */
  tags: Record<string, string>;
  /** path of the object at which the unit shows what it waits for a person to say; left out for a unit that asks nothing */
  prompts?: string;
}

/** With what a session is opened. `anonymous`: only our certificate says who we are. */
export type SignIn = 'user-name' | 'certificate' | 'anonymous';

/** How an OPC UA unit is reached, and as what it must answer. */
export interface OpcuaConnection {
  kind: 'opcua';
  /** `lads`: OPC 30500-1, with programs. `tags`: any server, of which nothing but values is asked */
  profile: 'lads' | 'tags';
  /** `opc.tcp://host:port` */
  endpoint: string;
  /** URI in the subjectAltName of the unit's certificate */
  applicationUri: string;
  /** of a server without a DI device: paths from its Objects folder that tell which unit it is; tags are found from there too */
  identity?: { productInstanceUri: string; serial: string };
  /** always SignAndEncrypt */
  securityPolicy: 'Basic256Sha256' | 'Aes256_Sha256_RsaPss';
  /** with a user name where none is given; the secrets themselves are files of the server */
  signIn?: Exclude<SignIn, 'user-name'>;
  /** how often the fastest tag is sampled; sizes the queues that the unit is asked for */
  samplesPerSecond: number;
  /** ISO 8601: how long the unit is to hold its values while nobody takes them; ten minutes where none is given */
  outage?: string;
}

/**
 * One form of message of an MQTT unit. Where its topic has `{tag}` as a level, each tag of `values` has a topic of its own;
 * else every message of the topic holds all of them. Paths are JSONPath (RFC 9535) into the payload.
 */
export interface MqttMessageMap {
  topic: string;
  /** path of the source time */
  time: string;
  /** `iso`: RFC 3339 text; `epoch-ms`: a number */
  timeFormat: 'iso' | 'epoch-ms';
  /** path of an OPC UA StatusCode; good where none is given */
  status?: string;
  /** path of the unit's message counter over all its messages: a number left out is a loss */
  sequence?: string;
  /** path of what changes with each start of the unit's program */
  boot?: string;
  /** path of the value, by tag */
  values: Record<string, string>;
}

/**
 * Topics of an MQTT unit. They are stated as templates with `{site}`, `{room}`, `{unit}` (codes), `{serial}` and, for data,
 * `{tag}`; they stand filled in, all but the tag.
 */
export interface MqttTagMap {
  messages: MqttMessageMap[];
  /** retained: that the unit is there, and which it is */
  status: { topic: string };
  /** left out for a unit that has no programs */
  control?: { state: string; command: string; answer: string };
}

/** A unit that publishes to a broker. `broker`: its name in the server's settings, none for the first. `profile` says what status, state, command and answer look like. */
export interface MqttConnection {
  kind: 'mqtt';
  profile: 'ballroom';
  broker?: string;
  samplesPerSecond: number;
}

/** Metrics of a Sparkplug device, by tag. */
export interface SparkplugTagMap {
  metrics: Record<string, string>;
}

/** A device behind a Sparkplug edge node. `profile` names the metrics that say which unit it is, and those of commands. */
export interface SparkplugConnection {
  kind: 'sparkplug';
  profile: 'ballroom';
  /** as of MQTT */
  broker?: string;
  group: string;
  edgeNode: string;
  device: string;
  samplesPerSecond: number;
}

export type Connection = OpcuaConnection | MqttConnection | SparkplugConnection;
export type TagMap = OpcuaTagMap | MqttTagMap | SparkplugTagMap;

export type ConnectorKind = Connection['kind'];

/** What belongs together, by kind of connector. */
export interface Reach {
  opcua: { connector: OpcuaConnection; tagMap: OpcuaTagMap };
  mqtt: { connector: MqttConnection; tagMap: MqttTagMap };
  sparkplug: { connector: SparkplugConnection; tagMap: SparkplugTagMap };
}

/** The name of its broker; null for the first, and for what is reached without one. */
export const brokerOf = (connector: Connection): string | null =>
  connector.kind === 'opcua' ? null : (connector.broker ?? null);
