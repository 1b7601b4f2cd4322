import { ApiProperty } from '@nestjs/swagger';

export class LeaseDto {
  /** `unit/<id>`, `mqtt/<session>`, `sparkplug` (of a broker with a name `mqtt@<broker>/<session>`, `sparkplug@<broker>`) or `job/<what>` */
  name!: string;
  /** counts its holders: what an earlier one still writes is refused */
  epoch!: string;
  since!: string;
  /** codes of the units that are followed under it */
  units!: string[];
}

export class InstanceDto {
  id!: string;
  name!: string;
  startedAt!: string;
  /** until when the others leave it what it holds, where it says nothing more */
  expiresAt!: string;
  alive!: boolean;
  /** when it last saw what is to be done; one that has not for 15 s is left no share of it */
  @ApiProperty({ type: String, nullable: true }) lookedAt!: string | null;
  /** whether it is the one that answers */
  answers!: boolean;
  @ApiProperty({ type: [LeaseDto] }) leases!: LeaseDto[];
}
