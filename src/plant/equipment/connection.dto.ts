import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  Equals,
  IsArray,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { DURATION, seconds } from '../../definition/unit-classes/domain/index.js';
import { BROKER_NAME } from '../../platform/config/index.js';
import { BROWSE_PATH } from './domain/index.js';

export const URI = /^[a-z][a-z0-9+.-]*:\S{1,300}$/i;

/** What the name of a Sparkplug group, node or device may be. */
const SPARKPLUG_ID = /^[^/+#\s\p{Cc}]{1,100}$/u;

/** An ISO 8601 duration of so many seconds. */
const IsLength = (least: number, most: number) =>
  ValidateBy({
    name: 'length',
    validator: {
      validate: (text) => typeof text === 'string' && isWithin(text, least, most),
      defaultMessage: () => '$property must be a duration as PT10M, of 1 s to two days',
    },
  });

const isWithin = (text: string, least: number, most: number): boolean =>
  DURATION.test(text) && seconds(text) >= least && seconds(text) <= most;

const KINDS = ['opcua', 'mqtt', 'sparkplug'];

export class ConnectorDto {
  @IsIn(KINDS) kind!: string;
  /** how often the fastest tag is sampled, 1 where none is given */
  @IsOptional() @IsNumber() @Min(0.001) @Max(1000) samplesPerSecond?: number;
}

/** Paths from the server's Objects folder, as in a tag map. */
export class OpcuaIdentityDto {
  @Matches(BROWSE_PATH) productInstanceUri!: string;
  @Matches(BROWSE_PATH) serial!: string;
}

export class OpcuaConnectorDto extends ConnectorDto {
  declare kind: 'opcua';
  /** `lads`: programs, states and values after OPC 30500-1; `tags`: values alone */
  @IsIn(['lads', 'tags']) profile!: 'lads' | 'tags';
  /** `opc.tcp://host:port` */
  @Matches(/^opc\.tcp:\/\/[^\s/]{1,255}(\/\S*)?$/) endpoint!: string;
  /** URI in the subjectAltName of the unit's certificate */
  @Matches(URI) applicationUri!: string;
  /** where a server without a DI device says which unit it is; with profile `tags` */
  @IsOptional() @IsObject() @ValidateNested() @Type(() => OpcuaIdentityDto) identity?: OpcuaIdentityDto;
  /** always with SignAndEncrypt; `Basic256Sha256` where none is given */
  @IsOptional() @IsIn(['Basic256Sha256', 'Aes256_Sha256_RsaPss']) securityPolicy?:
    'Basic256Sha256' | 'Aes256_Sha256_RsaPss';
  /** `user-name` where none is given; `certificate`: of a user. Names, passwords and keys are files of the server. */
  @IsOptional() @IsIn(['user-name', 'certificate', 'anonymous']) signIn?: 'user-name' | 'certificate' | 'anonymous';
  /** how long the unit is to hold its values while nobody takes them, `PT1S` to `P2D`; `PT10M` where none is given */
  @IsOptional() @IsLength(1, 172_800) outage?: string;
}

/** Publishes to a broker. */
export class MqttConnectorDto extends ConnectorDto {
  declare kind: 'mqtt';
  /** by its name in the server's settings; the one that they name first where none is given */
  @IsOptional() @Matches(BROKER_NAME) broker?: string;
  @Equals('ballroom') profile!: 'ballroom';
}

/** A device behind an edge node at a broker. */
export class SparkplugConnectorDto extends ConnectorDto {
  declare kind: 'sparkplug';
  /** as of MQTT */
  @IsOptional() @Matches(BROKER_NAME) broker?: string;
  @Equals('ballroom') profile!: 'ballroom';
  @Matches(SPARKPLUG_ID) group!: string;
  @Matches(SPARKPLUG_ID) edgeNode!: string;
  @Matches(SPARKPLUG_ID) device!: string;
}

export class OpcuaTagMapDto {
  /** namespace URI by the prefix that paths use; `0`, `di` and `lads` are known */
  @IsObject() namespaces!: Record<string, string>;
  /** browse path from the unit's device by tag: `lads:FunctionalUnitSet/unit:Culture/…` */
  @IsObject() tags!: Record<string, string>;
  /** path of the object at which the unit shows what it waits for a person to say */
  @IsOptional() @Matches(BROWSE_PATH) prompts?: string;
}

export class MqttMessageDto {
  /** template with `{site}`, `{room}`, `{unit}`, `{serial}`, and `{tag}` where each tag has a topic of its own */
  @Length(1, 300) topic!: string;
  /** JSONPath (RFC 9535) of the source time, as all paths here */
  @Length(1, 300) time!: string;
  @IsIn(['iso', 'epoch-ms']) timeFormat!: 'iso' | 'epoch-ms';
  /** path of an OPC UA StatusCode; good where none is given */
  @IsOptional() @Length(1, 300) status?: string;
  /** path of the unit's message counter */
  @IsOptional() @Length(1, 300) sequence?: string;
  /** path of what changes with each start of the unit's program */
  @IsOptional() @Length(1, 300) boot?: string;
  /** path of the value, by tag */
  @IsObject() values!: Record<string, string>;
}

export class MqttStatusDto {
  /** template; retained: that the unit is there, and which it is */
  @Length(1, 300) topic!: string;
}

/** Templates of the topics over which programs are started and watched. */
export class MqttControlDto {
  @Length(1, 300) state!: string;
  @Length(1, 300) command!: string;
  @Length(1, 300) answer!: string;
}

export class MqttTagMapDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => MqttMessageDto)
  messages!: MqttMessageDto[];
  @IsObject() @ValidateNested() @Type(() => MqttStatusDto) status!: MqttStatusDto;
  /** left out for a unit that has no programs */
  @IsOptional() @IsObject() @ValidateNested() @Type(() => MqttControlDto) control?: MqttControlDto;
}

export class SparkplugTagMapDto {
  /** name of the metric, by tag */
  @IsObject() metrics!: Record<string, string>;
}

export type AnyConnectorDto = OpcuaConnectorDto | MqttConnectorDto | SparkplugConnectorDto;
export type AnyTagMapDto = OpcuaTagMapDto | MqttTagMapDto | SparkplugTagMapDto;

export const CONNECTORS = [OpcuaConnectorDto, MqttConnectorDto, SparkplugConnectorDto] as const;
export const TAG_MAPS = [OpcuaTagMapDto, MqttTagMapDto, SparkplugTagMapDto] as const;

const at = (kind: unknown): number => Math.max(0, KINDS.indexOf(kind as string));

/** The class of a connector; of one of no known kind the class that refuses it. */
export const connectorClass = (kind: unknown) =>
  KINDS.includes(kind as string) ? CONNECTORS[at(kind)]! : ConnectorDto;

/** A tag map has the form that its connector's kind needs. */
export const tagMapClass = (kind: unknown) => TAG_MAPS[at(kind)]!;
