import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

export class PlaceOrderDto {
  /** what people call it */
  @IsString() @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$/) code!: string;
  /** pseudonym, `P-7F3K`; never a name */
  @IsString() @Matches(/^P-[A-Z0-9]{4,12}$/) patient!: string;
  /** chain-of-identity id, unique for ever */
  @IsString() @Matches(/^[A-Z0-9][A-Z0-9-]{5,39}$/) coi!: string;
  @IsString() @Length(1, 200) product!: string;
  /** code of the site that makes it */
  @IsString() @Length(1, 100) site!: string;
  /** code of the market that it is made for, `EU`; it selects the recipe's version in effect */
  @IsOptional() @IsString() @Matches(/^[A-Z][A-Z0-9-]{1,9}$/) market?: string;
  /** code of the sponsor; none for a site's own */
  @IsOptional() @IsString() @Length(1, 100) sponsor?: string;
}

export class OrderDto {
  id!: string;
  code!: string;
  patient!: string;
  coi!: string;
  product!: string;
  site!: string;
  @ApiProperty({ nullable: true, type: String }) market!: string | null;
  @ApiProperty({ nullable: true, type: String }) sponsor!: string | null;
  createdAt!: string;
}
