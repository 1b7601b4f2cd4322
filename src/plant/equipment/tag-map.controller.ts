import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { MapTags } from './map-tags.service.js';
import { BrowsedPageDto, BrowseParams, BrowseQuery, ParsedTagMapDto, ParseTagMapDto } from './tag-map.dto.js';

@ApiTags('units')
@Controller('units')
export class TagMapController {
  constructor(private readonly mapTags: MapTags) {}

  /** What a file of tags says, as a tag map or as findings; nothing is stored. */
  @Post('tag-map')
  @HttpCode(200)
  @Permission('plant.write')
  @ApiOkResponse({ type: ParsedTagMapDto })
  parse(@CallerOf() caller: Caller, @Body() body: ParseTagMapDto): Promise<ParsedTagMapDto> {
    return this.mapTags.parse(caller, body);
  }

  /** What is below a node of a unit's OPC UA server, over the session that is open. */
  @Get(':code/browse')
  @Permission('plant.write')
  @ApiOkResponse({ type: BrowsedPageDto })
  browse(
    @CallerOf() caller: Caller,
    @Param() { code }: BrowseParams,
    @Query() { node, from }: BrowseQuery,
  ): Promise<BrowsedPageDto> {
    return this.mapTags.browse(caller, code, node ?? '', Number(from ?? 0));
  }
}
