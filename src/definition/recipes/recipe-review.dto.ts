import { ApiProperty } from '@nestjs/swagger';
import { EffectDto, VersionDto } from './recipe-view.dto.js';
import type { Use, UseKind } from './find-uses.service.js';

const nullableText = { type: String, nullable: true } as const;

/** What the lint says of a version, at its place in the text. */
export class FindingDto {
  /** stable */
  code!: string;
  /** `procedure[0].operations[1].phases[2]`; empty for the text as a whole */
  path!: string;
  /** from 1 */
  line!: number;
  column!: number;
  @ApiProperty({ enum: ['error', 'warning'] }) severity!: 'error' | 'warning';
  message!: string;
  /** why it matters */
  why?: string;
}

/** What a recipe in development lacks before it can be made for patients. */
export class PromotionGapDto {
  /** stable: `gap.…`, or the code of a finding */
  code!: string;
  path!: string;
  message!: string;
}

/** One difference, in the words of the process. */
export class ChangeDto {
  at!: string;
  what!: string;
  @ApiProperty(nullableText) before!: string | null;
  @ApiProperty(nullableText) after!: string | null;
  @ApiProperty({ enum: ['added', 'removed', 'changed', 'moved'] }) kind!: 'added' | 'removed' | 'changed' | 'moved';
  @ApiProperty({ enum: ['CPP', 'CQA', 'IPC', 'info'] }) criticality?: string;
  /** the step that it concerns */
  @ApiProperty(nullableText) phase!: string | null;
  /** what has a name of its own in that step: a field, a monitor; null is the step itself */
  @ApiProperty(nullableText) part!: string | null;
}

export class DiffDto {
  /** null where there is nothing to compare with: every line is new */
  @ApiProperty({ type: VersionDto, nullable: true }) before!: VersionDto | null;
  after!: VersionDto;
  changes!: ChangeDto[];
}

/** Something that was made, ordered or shown with a version. */
export class UseDto implements Use {
  @ApiProperty({ enum: ['order', 'batch', 'rehearsal', 'qualification'] }) kind!: UseKind;
  id!: string;
  code!: string;
  state!: string;
  /** not over yet: what becomes of it is to be decided */
  open!: boolean;
  /** null of an order: which version it is made by follows when its batch is issued */
  @ApiProperty(nullableText) version!: string | null;
  @ApiProperty(nullableText) site!: string | null;
  @ApiProperty(nullableText) market!: string | null;
  at!: string;
}

export class ImpactDto extends DiffDto {
  /** batches under way with any version of this recipe, or of one that rests on it */
  batches!: UseDto[];
  /** orders that have no batch yet */
  orders!: UseDto[];
  /** recipes and overlays that rest on a version of this one */
  usedBy!: VersionDto[];
  /** where a version of this one is in effect or will be */
  effects!: EffectDto[];
  /** recipe tests and dry runs that were made of a version before this one, to repeat */
  tests!: UseDto[];
  /** to renew */
  qualifications!: UseDto[];
}

export class GivenReadingsDto {
  /** to whom something was given */
  @ApiProperty({ type: 'integer' })
  people!: number;
}
