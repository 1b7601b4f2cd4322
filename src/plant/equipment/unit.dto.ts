import { Type } from 'class-transformer';
import { ApiExtraModels, ApiProperty, refs } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { CODE } from '../../trust/organisation/index.js';
import {
  type AnyConnectorDto,
  type AnyTagMapDto,
  connectorClass,
  CONNECTORS,
  TAG_MAPS,
  tagMapClass,
  URI,
} from './connection.dto.js';

const OneConnector = (): PropertyDecorator => ApiProperty({ oneOf: refs(...CONNECTORS) });
const OneTagMap = (): PropertyDecorator => ApiProperty({ oneOf: refs(...TAG_MAPS) });

/** The kind of connector that the body of a request names, whatever its form. */
const kindIn = (body: Record<string, unknown>): unknown => (body['connector'] as { kind?: unknown } | null)?.kind;

export class UnitParams {
  @Matches(CODE) code!: string;
}

@ApiExtraModels(...CONNECTORS, ...TAG_MAPS)
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
  @OneConnector()
  @ValidateNested()
  @Type((body) => connectorClass(kindIn(body!.object)))
  @IsObject()
  connector!: AnyConnectorDto;
  /** of the connector's kind */
  @OneTagMap()
  @ValidateNested()
  @Type((body) => tagMapClass(kindIn(body!.object)))
  @IsObject()
  tagMap!: AnyTagMapDto;
  /** `in-service` where none is given */
  @IsOptional() @IsIn(['in-service', 'out-of-service']) status?: 'in-service' | 'out-of-service';
  /** of a unit whose class is used by positions: what each is called, as on its label */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @Matches(/^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/, { each: true })
  @MaxLength(40, { each: true })
  positions?: string[];
}

export class LiftQuarantineDto {
  /** why the unit may be used again */
  @Length(1, 500) reason!: string;
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
  /** null for a record that holds no patient's cells */
  coi!: string | null;
  /** null where the whole unit is held, or a session is open at it */
  position!: string | null;
  unitProcedure!: string;
  boundAt!: string;
}

export class QuarantineDto {
  reason!: string;
  /** during which it came to that; null for none */
  batch!: string | null;
  since!: string;
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
  @OneConnector() connector!: AnyConnectorDto;
  /** of the connector's kind; topics of an MQTT unit are filled in */
  @OneTagMap() tagMap!: AnyTagMapDto;
  status!: string;
  connection!: ConnectionDto | null;
  /** names of its positions, none where its class is not used by them */
  positions!: string[];
  /** why it cannot be bound until that is lifted */
  quarantine!: QuarantineDto | null;
  /** who holds the whole unit, or has a session open at it; null for a unit that is used by positions */
  bound!: UnitBindingDto | null;
  /** everybody who holds it, or a position of it */
  bindings!: UnitBindingDto[];
  run!: UnitRunDto | null;
}
