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
import { KitDto } from './kit.dto.js';
import { PromptDto } from './prompt.dto.js';

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
  /** `hash` of the unit that this was written on, `nothing` where there was none; `unit.stale` where another stands by then */
  @IsOptional() @Matches(/^(nothing|[0-9a-f]{64})$/) seen?: string;
  /** why, such as the number of a change control */
  @IsOptional() @Length(1, 500) reason?: string;
}

export class LiftQuarantineDto {
  /** why the unit may be used again */
  @Length(1, 500) reason!: string;
}

export class SpoolDto {
  /** on this server's disk, for want of the database: in no record yet */
  bytes!: number;
  /** since when; null where nothing is there */
  @ApiProperty({ type: String, nullable: true }) oldest!: string | null;
}

export class ShortfallDto {
  /** `queue`, `sampling`, `lifetime` or `keep-alive` */
  what!: string;
  tag?: string;
  /** values in a queue; else ms */
  needed!: number;
  given!: number;
}

export class ReserveDto {
  /** how long the unit is to hold its values while nobody takes them, and how long it does, in s */
  needed!: number;
  holds!: number;
  @ApiProperty({ type: [ShortfallDto] }) short!: ShortfallDto[];
}

export class ConnectionDto {
  /** `connecting`, `resyncing`, `live`, `degraded` or `offline` */
  state!: string;
  since!: string;
  /** why it is not live, or what is not as it should be */
  problems!: string[];
  /** values of it wait on this server's disk for the database */
  @ApiProperty({ type: SpoolDto, required: false }) spooled?: SpoolDto;
  /** of a unit that holds its values for less long than it is to */
  @ApiProperty({ type: ReserveDto, required: false }) reserve?: ReserveDto;
}

export class UnitBindingDto {
  batch!: string;
  /** null for a record that holds no patient's cells */
  coi!: string | null;
  /** null where the whole unit is held, or a session is open at it */
  position!: string | null;
  unitProcedure!: string;
  boundAt!: string;
  /** that was put in for it; null where its class asks for none */
  @ApiProperty({ nullable: true, type: KitDto }) kit!: KitDto | null;
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

/** An act that stands: until when, as an instant (cleaning) or a day at the site (the rest). */
export class StandingDto {
  upkeep!: string;
  at!: string;
  until!: string | null;
}

export class HindranceDto {
  /** as the refusal to bind says it */
  code!: string;
  values!: object;
}

export class OutOfServiceDto {
  reason!: string;
  since!: string;
}

/** How the unit stands, as its status label says it, and what is behind that. */
export class UnitConditionDto {
  @ApiProperty({ enum: ['in-use', 'clean', 'to-clean', 'ready', 'out-of-service', 'quarantined'] })
  label!: string;
  /** when the clean hold, or the dirty hold of a unit to clean, ends or ended; null where it has none */
  until!: string | null;
  /** that hold is over */
  lapsed!: boolean;
  /** when a batch last left it */
  usedUntil!: string | null;
  cleaned!: StandingDto | null;
  calibrated!: StandingDto | null;
  qualified!: StandingDto | null;
  maintained!: StandingDto | null;
  /** version as last reported and verified */
  firmware!: string | null;
  /** firmware that is approved for this unit, beside its class's */
  approved!: string[];
  outOfService!: OutOfServiceDto | null;
  /** what of its upkeep keeps it from a batch now */
  hindrances!: HindranceDto[];
}

export class UnitDto {
  id!: string;
  code!: string;
  /** SHA-256 of its definition */
  hash!: string;
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
  condition!: UnitConditionDto;
  /** who holds the whole unit, or has a session open at it; null for a unit that is used by positions */
  bound!: UnitBindingDto | null;
  /** everybody who holds it, or a position of it */
  bindings!: UnitBindingDto[];
  run!: UnitRunDto | null;
  /** what it waits for a person to say; null where it waits for nobody */
  prompt!: PromptDto | null;
}
