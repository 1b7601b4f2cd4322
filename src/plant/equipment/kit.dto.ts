import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

/** The kit that goes into a unit: what was scanned, or else what is printed on it. */
export class GivenKitDto {
  /** a GS1 element string with (01), (17), (10) and (21), in brackets or as the scanner sends it */
  @IsOptional() @IsString() @Length(1, 200) scanned?: string;
  /** GTIN, or the code that its maker gives the product */
  @IsOptional() @IsString() @Length(1, 40) product?: string;
  @IsOptional() @IsString() @Length(1, 40) lot?: string;
  @IsOptional() @IsString() @Length(1, 40) serial?: string;
  /** YYYY-MM-DD; good to the end of that day in site time */
  @IsOptional() @IsString() @Matches(/^\d{4}-\d{2}-\d{2}$/) expiry?: string;
}

/** A single-use kit that was put in. */
export class KitDto {
  id!: string;
  /** a GTIN in 14 digits, or its maker's code in capitals */
  product!: string;
  title!: string;
  lot!: string;
  serial!: string;
  expiry!: string;
  @ApiProperty({ enum: ['scanned', 'typed'] }) given!: string;
}
