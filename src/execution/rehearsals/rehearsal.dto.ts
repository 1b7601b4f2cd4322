import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, IsUUID, MaxLength, MinLength, ValidateIf } from 'class-validator';

export class RehearseDto {
  /** id of the version */
  @IsUUID() recipe!: string;
  /** everything as it should be, or the tests below */
  @IsIn(['dry-run', 'tests']) kind!: 'dry-run' | 'tests';
  /** of `tests`: a file of recipe tests as YAML, at most 256 KiB, that names no recorded stream */
  @ValidateIf(({ kind, tests }: RehearseDto) => kind === 'tests' || tests !== undefined)
  @IsString()
  @MinLength(1)
  @MaxLength(262_144)
  tests?: string;
}

/** A rehearsal of a version of a recipe, as evidence. */
export class RehearsalSummaryDto {
  id!: string;
  /** id of the version */
  recipe!: string;
  code!: string;
  version!: number;
  /** of the version, hex SHA-256 */
  hash!: string;
  @ApiProperty({ enum: ['dry-run', 'tests'] }) kind!: 'dry-run' | 'tests';
  /** the recipe ran to its end, or every test passed */
  passed!: boolean;
  /** hex SHA-256 of the tests' text */
  scriptHash!: string;
  /** who asked for it */
  by!: string;
  at!: string;
}

export class RehearsalDto extends RehearsalSummaryDto {
  /** the tests as YAML; null of a dry run */
  @ApiProperty({ type: String, nullable: true }) script!: string | null;
  /** `run`: steps, exceptions, events and values; or `tests`: each with its differences */
  @ApiProperty({ type: Object }) result!: object;
}
