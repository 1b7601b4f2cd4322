import { ApiProperty } from '@nestjs/swagger';

/** What waits on this server's disk for the database. It is in no record. */
export class SpooledDto {
  bytes!: number;
  /** the most that may wait there */
  limit!: number;
  /** since when something waits; null where nothing does */
  @ApiProperty({ type: String, nullable: true }) oldest!: string | null;
}
