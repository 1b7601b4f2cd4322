import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { AlarmPriority } from '../../definition/unit-classes/domain/index.js';
import { CODE } from '../../trust/organisation/index.js';

const nullable = (type: 'string' | 'number' | 'boolean'): PropertyDecorator => ApiProperty({ nullable: true, type });

export class BoardQuery {
  /** code of a room; all rooms where none is given */
  @IsOptional() @Matches(CODE) room?: string;
}

export class BoardRoomDto {
  code!: string;
  title!: string;
}

export class TileUnitDto {
  id!: string;
  code!: string;
  title!: string;
  unitClass!: string;
  /** code of its room */
  room!: string;
  @ApiProperty({ enum: ['opcua', 'mqtt', 'sparkplug'] }) protocol!: string;
  @ApiProperty({ enum: ['in-service', 'out-of-service'] }) status!: string;
}

export class TileConnectionDto {
  @ApiProperty({ enum: ['connecting', 'resyncing', 'live', 'degraded', 'offline'] }) state!: string;
  since!: string;
}

export class TileStepDto {
  id!: string;
  title!: string;
  kind!: string;
  @ApiProperty({ enum: ['idle', 'running', 'held', 'completing', 'complete', 'stopped'] }) state!: string;
}

/** `n` of `of`, counted from 1. */
export class TileCountDto {
  n!: number;
  of!: number;
}

/** Whose cells, made how, and how far. */
export class TileBatchDto {
  id!: string;
  code!: string;
  /** what it is a record of; only a patient batch has a patient */
  type!: string;
  @ApiProperty({ nullable: true, type: String }) coi!: string | null;
  /** pseudonym */
  @ApiProperty({ nullable: true, type: String }) patient!: string | null;
  product!: string;
  @ApiProperty({
    enum: ['idle', 'running', 'holding', 'held', 'complete', 'stopping', 'stopped', 'aborting', 'aborted'],
  })
  state!: string;
  /** the step at hand; null where the batch is over */
  @ApiProperty({ nullable: true, type: TileStepDto }) step!: TileStepDto | null;
  @ApiProperty({ nullable: true, type: TileCountDto }) steps!: TileCountDto | null;
  /** day of what the recipe times, by its own clock; null where that is not a day in all */
  @ApiProperty({ nullable: true, type: TileCountDto }) day!: TileCountDto | null;
}

export class TileLimitsDto {
  /** decimal, in the value's unit; null where that side is open */
  @nullable('string') low!: string | null;
  @nullable('string') high!: string | null;
}

/** The newest value of a tag. A bad or stale one has no number. */
export class TileValueDto {
  tag!: string;
  title!: string;
  /** UCUM code */
  @nullable('string') unit!: string | null;
  @ApiProperty({ enum: ['good', 'uncertain', 'bad', 'stale', 'never'] }) state!: string;
  @nullable('number') value!: number | null;
  /** OPC UA StatusCode */
  @nullable('number') status!: number | null;
  /** when it was measured */
  @nullable('string') at!: string | null;
  /** milliseconds after which it is stale */
  staleAfter!: number;
  /** by the limits of the running step's monitor; null where nothing is judged */
  @ApiProperty({ enum: ['within', 'alert', 'action'], nullable: true, type: String }) verdict!: string | null;
  @ApiProperty({ nullable: true, type: TileLimitsDto }) alert!: TileLimitsDto | null;
  @ApiProperty({ nullable: true, type: TileLimitsDto }) action!: TileLimitsDto | null;
}

/** Something that waits for a person. Words are made by the reader. */
export class NeedDto {
  @ApiProperty({
    enum: [
      ...[
        'batch-held',
        'step-held',
        'answer',
        'deviation',
        'prompt',
        'comment',
        'limit-action',
        'data-lost',
        'limit-alert',
      ],
      ...['sign', 'program-over', 'work', 'start', 'bind', 'release'],
    ],
  })
  kind!: string;
  @ApiProperty({ enum: ['action', 'alert', 'note'] }) tone!: string;
  /** where it is done */
  @nullable('string') step!: string | null;
  /** `E2`, where it is about one */
  @nullable('string') exception!: string | null;
  /** what is wrong: the kind of the exception, the tag, or why it was held */
  @nullable('string') what!: string | null;
  /** role whose signature is due */
  @nullable('string') role!: string | null;
  @nullable('string') meaning!: string | null;
  /** `DEV-000042` */
  @nullable('string') deviation!: string | null;
  @nullable('string') since!: string | null;
  /** after it, a limit in time is missed */
  @nullable('string') dueAt!: string | null;
}

/** The next moment at which a person is wanted by the clock. */
export class NextTouchDto {
  @ApiProperty({ enum: ['program-ends', 'wait', 'window-alert', 'window-late', 'result-due'] }) kind!: string;
  dueAt!: string;
}

/** One alarm, as a line names it. */
export class AlarmCallDto {
  id!: string;
  @ApiProperty({ enum: ['critical', 'high', 'medium', 'low'] }) priority!: AlarmPriority;
  title!: string;
}

/** Alarms of the unit that are announced; those of many units at once, which it is one of, among them. */
export class TileAlarmsDto {
  active!: number;
  /** of them, those that wait for somebody */
  unacknowledged!: number;
  /** the most urgent of those that wait for somebody; where none does, of all */
  first!: AlarmCallDto;
  /** the most urgent of the unit's own that wait for somebody */
  @ApiProperty({ nullable: true, type: AlarmCallDto }) own!: AlarmCallDto | null;
  /** those that wait for somebody and are of many units at once: each stands on the tile of each of these */
  shared!: AlarmCallDto[];
}

export class TileDto {
  unit!: TileUnitDto;
  /** null where there is none */
  @ApiProperty({ nullable: true, type: TileAlarmsDto }) alarms!: TileAlarmsDto | null;
  @ApiProperty({ nullable: true, type: TileConnectionDto }) connection!: TileConnectionDto | null;
  @ApiProperty({ nullable: true, type: TileBatchDto }) batch!: TileBatchDto | null;
  /** critical parameters of its class, and what the running step watches besides */
  values!: TileValueDto[];
  /** most urgent first */
  needs!: NeedDto[];
  @ApiProperty({ nullable: true, type: NextTouchDto }) next!: NextTouchDto | null;
  /** the worst of needs, values, and alarms that wait for somebody */
  @ApiProperty({ enum: ['off', 'calm', 'note', 'alert', 'action'] }) light!: string;
}

/** A batch that is on no unit now, and what it waits for. */
export class LooseBatchDto {
  batch!: TileBatchDto;
  needs!: NeedDto[];
  @ApiProperty({ nullable: true, type: NextTouchDto }) next!: NextTouchDto | null;
}

/** The recent past of one value: good numbers, thinned. */
export class TraceDto {
  /** code of the unit */
  unit!: string;
  tag!: string;
  /** milliseconds since 1970 and value, oldest first */
  @ApiProperty({ type: 'array', items: { type: 'array', items: { type: 'number' } } }) points!: [number, number][];
}

export class BoardDto {
  /** when it was read, by the server's clock */
  at!: string;
  rooms!: BoardRoomDto[];
  /** one a unit, by code */
  tiles!: TileDto[];
  loose!: LooseBatchDto[];
  traces!: TraceDto[];
}
