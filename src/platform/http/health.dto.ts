import { ApiProperty } from '@nestjs/swagger';

export class HealthDto {
  status!: 'ok';
  version!: string;
  /** codes of what calls for somebody: `ledger.broken`, `seal-key.missing` */
  warnings!: string[];
}

export class DemoPersonDto {
  username!: string;
  name!: string;
  role!: string;
}

/** What every page says of a demo; `people` and `password` are empty in production. */
export class DemoDto {
  demo!: boolean;
  /** demo seconds in one real second */
  speed!: number;
  @ApiProperty({ type: [DemoPersonDto] }) people!: DemoPersonDto[];
  @ApiProperty({ type: String, nullable: true }) password!: string | null;
}
