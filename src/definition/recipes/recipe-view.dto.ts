import { ApiProperty } from '@nestjs/swagger';
import { SignatureDto } from '../../trust/signatures/index.js';
import type { RecipeSort, RecipeState } from './domain/index.js';

const nullableText = { type: String, nullable: true } as const;

/** A version that another one names, or that names it. */
export class VersionDto {
  id!: string;
  @ApiProperty({ enum: ['recipe', 'overlay', 'block'] }) sort!: RecipeSort;
  code!: string;
  version!: number;
  title!: string;
  @ApiProperty({ enum: ['draft', 'in-review', 'approved', 'effective', 'superseded', 'retired'] }) state!: RecipeState;
  /** hex SHA-256 of what is executed: of layout and comments of the text it knows nothing */
  hash!: string;
}

export class RecipeSummaryDto extends VersionDto {
  /** of a block, null */
  @ApiProperty(nullableText) product!: string | null;
  /** of record that it makes; null is a patient batch */
  @ApiProperty(nullableText) type!: string | null;
  /** `development`, or null */
  @ApiProperty(nullableText) stage!: string | null;
  author!: string;
  @ApiProperty(nullableText) authorName!: string | null;
  @ApiProperty(nullableText) changeControl!: string | null;
  draftedAt!: string;
  @ApiProperty(nullableText) submittedAt!: string | null;
  @ApiProperty(nullableText) approvedAt!: string | null;
  /** when it first took effect anywhere */
  @ApiProperty(nullableText) effectiveAt!: string | null;
  @ApiProperty(nullableText) supersededAt!: string | null;
  @ApiProperty(nullableText) retiredAt!: string | null;
}

/** Where a version is in effect, and when. */
export class EffectDto {
  version!: string;
  /** id of the site; null is all */
  @ApiProperty(nullableText) site!: string | null;
  /** null is all */
  @ApiProperty(nullableText) market!: string | null;
  /** made for engineering and training alone, beside what is made for patients */
  development!: boolean;
  from!: string;
  @ApiProperty(nullableText) until!: string | null;
}

export class RecipeCommentDto {
  id!: string;
  /** the step it is about; null is the whole */
  @ApiProperty(nullableText) phase!: string | null;
  /** the comment that it answers, and is resolved with; null of one that begins */
  @ApiProperty(nullableText) replyTo!: string | null;
  text!: string;
  person!: string;
  name!: string;
  at!: string;
  /** how it was answered; null while it is open */
  @ApiProperty(nullableText) resolution!: string | null;
  @ApiProperty(nullableText) resolvedName!: string | null;
  @ApiProperty(nullableText) resolvedAt!: string | null;
}

export class ApprovalDto {
  @ApiProperty({ enum: ['technical', 'quality'] }) check!: 'technical' | 'quality';
  person!: string;
  signature!: string;
  at!: string;
}

export class ListedRecipeDto extends RecipeSummaryDto {
  approvals!: ApprovalDto[];
  /** where it is in effect, or will be */
  effects!: EffectDto[];
}

export class SentBackDto {
  reason!: string;
  person!: string;
  @ApiProperty(nullableText) name!: string | null;
  at!: string;
}

/** What is shown before a signature, and the hash that `signing.hash` repeats. */
export class RecipeSigningDto {
  hash!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) content!: object;
}

export class RecipeDto extends ListedRecipeDto {
  /** YAML as written */
  text!: string;
  /** the master recipe that the text states, of an overlay with its parent's; of a block its phases */
  @ApiProperty({ type: 'object', additionalProperties: true }) content!: object;
  @ApiProperty({ type: SentBackDto, nullable: true }) sentBack!: SentBackDto | null;
  comments!: RecipeCommentDto[];
  signatures!: SignatureDto[];
  /** what the next signature signs */
  signing!: RecipeSigningDto;
}

export class LibraryVersionDto extends VersionDto {
  /** every version of a recipe or overlay that uses this one */
  usedBy!: VersionDto[];
}

export class LibraryBlockDto {
  code!: string;
  title!: string;
  /** what its phases run on; null by hand */
  @ApiProperty(nullableText) unitClass!: string | null;
  /** newest first */
  versions!: LibraryVersionDto[];
}
