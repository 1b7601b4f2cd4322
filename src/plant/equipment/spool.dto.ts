import { ApiProperty } from '@nestjs/swagger';

/** What a server has left that is not there: one that starts with its BALLROOM_INSTANCE commits it. */
export class LeftoverDto {
  /** in the data folder: `spool-` and the server's BALLROOM_INSTANCE, or `spool` of one that had none */
  folder!: string;
  bytes!: number;
  @ApiProperty({ type: String, nullable: true }) oldest!: string | null;
}

/** What waits on this server's disk for the database. It is in no record. */
export class SpooledDto {
  bytes!: number;
  /** the most that may wait there */
  limit!: number;
  /** since when something waits; null where nothing does */
  @ApiProperty({ type: String, nullable: true }) oldest!: string | null;
  /** of servers with the same data folder that are not there; looked at once a minute */
  @ApiProperty({ type: [LeftoverDto] }) left!: readonly LeftoverDto[];
}
