import { Type } from 'class-transformer';
import {
  Equals,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CODE } from '../../trust/organisation/index.js';

const URI = /^[a-z][a-z0-9+.-]*:\S{1,300}$/i;

export class UnitParams {
  @Matches(CODE) code!: string;
}

export class ConnectorDto {
  @Equals('opcua') kind!: 'opcua';
  @Equals('lads') profile!: 'lads';
  /** `opc.tcp://host:port` */
  @Matches(/^opc\.tcp:\/\/[^\s/]{1,255}(\/\S*)?$/) endpoint!: string;
  /** URI in the subjectAltName of the unit's certificate */
  @Matches(URI) applicationUri!: string;
  /** always with SignAndEncrypt; `Basic256Sha256` where none is given */
  @IsOptional() @IsIn(['Basic256Sha256', 'Aes256_Sha256_RsaPss']) securityPolicy?:
    'Basic256Sha256' | 'Aes256_Sha256_RsaPss';
  /** how often the fastest tag is sampled, 1 where none is given; sizes the queues that the unit is asked for */
  @IsOptional() @IsNumber() @Min(0.001) @Max(1000) samplesPerSecond?: number;
}

export class TagMapDto {
  /** namespace URI by the prefix that paths use; `0`, `di` and `lads` are known */
  @IsObject() namespaces!: Record<string, string>;
  /** browse path from the unit's device by tag: `lads:FunctionalUnitSet/unit:Culture/…` */
  @IsObject() tags!: Record<string, string>;
}

export class PutUnitDto {
  @Length(1, 200) title!: string;
  /** code of the site */
  @Matches(CODE) site!: string;
  /** code of the room */
  @Matches(CODE) room!: string;
  /** code of the unit class */
  @Length(1, 60) unitClass!: string;
  /** as the unit says it itself, at each connection */
  @Length(1, 100) serial!: string;
  @Matches(URI) productInstanceUri!: string;
  @ValidateNested() @Type(() => ConnectorDto) @IsObject() connector!: ConnectorDto;
  @ValidateNested() @Type(() => TagMapDto) @IsObject() tagMap!: TagMapDto;
  /** `in-service` where none is given */
  @IsOptional() @IsIn(['in-service', 'out-of-service']) status?: 'in-service' | 'out-of-service';
}

export class ConnectionDto {
  /** `connecting`, `resyncing`, `live`, `degraded` or `offline` */
  state!: string;
  since!: string;
  /** why it is not live, or what is not as it should be */
  problems!: string[];
}

export class UnitBindingDto {
  batch!: string;
  coi!: string;
  unitProcedure!: string;
  boundAt!: string;
}

export class UnitRunDto {
  runId!: string;
  batch!: string;
  step!: string;
  /** `running` or `held` */
  state!: string;
  startedAt!: string;
  /** when the unit last changed to or from held */
  changedAt!: string;
}

export class UnitDto {
  id!: string;
  code!: string;
  title!: string;
  /** code of its site */
  site!: string;
  /** code of its room */
  room!: string;
  unitClass!: string;
  serial!: string;
  productInstanceUri!: string;
  connector!: ConnectorDto;
  tagMap!: TagMapDto;
  status!: string;
  connection!: ConnectionDto | null;
  bound!: UnitBindingDto | null;
  run!: UnitRunDto | null;
}
