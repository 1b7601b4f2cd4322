import { Controller, Get, Param, ParseUUIDPipe, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { ExportRecord } from './export-record.service.js';
import { ExportSeries } from './export-series.service.js';

const Id = () => Param('id', ParseUUIDPipe);

const attached = (name: string): string => `attachment; filename="${name}"`;

@ApiTags('records')
@Controller('batches/:id/record')
export class RecordController {
  constructor(
    private readonly records: ExportRecord,
    private readonly series: ExportSeries,
  ) {}

  /** The batch's record, format `ballroom-record/2`: one signed JSON file for `npm run verify`. Of a running batch up to now. */
  @Get()
  @Permission('record.read')
  @ApiProduces('application/json')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async one(@CallerOf() caller: Caller, @Id() id: string): Promise<StreamableFile> {
    const { name, text } = await this.records.export(caller, id);
    return new StreamableFile(Buffer.from(text), {
      type: 'application/json; charset=utf-8',
      disposition: attached(name),
    });
  }

  /** A side file that the record names: all readings of a unit while the batch held it, one a line. */
  @Get('series/:name')
  @Permission('record.read')
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  async file(@CallerOf() caller: Caller, @Id() id: string, @Param('name') name: string): Promise<StreamableFile> {
    const lines = await this.series.open(caller, id, name);
    return new StreamableFile(lines, { type: 'application/x-ndjson; charset=utf-8', disposition: attached(name) });
  }
}
