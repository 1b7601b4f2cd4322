import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../../platform/database/index.js';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { Organisation } from './find-organisation.service.js';
import {
  PutRoomDto,
  PutSiteDto,
  PutSponsorDto,
  RoomDto,
  RoomParams,
  SiteDto,
  SiteParams,
  SponsorDto,
} from './organisation.dto.js';
import { roomDto, siteDto, sponsorDto } from './organisation.view.js';
import { RegisterSite } from './register-site.service.js';
import { RegisterSponsor } from './register-sponsor.service.js';

@ApiTags('organisation')
@Controller()
export class OrganisationController {
  constructor(
    private readonly database: Database,
    private readonly organisation: Organisation,
    private readonly registerSite: RegisterSite,
    private readonly registerSponsor: RegisterSponsor,
  ) {}

  @Get('sites')
  @Permission('plant.read')
  @ApiOkResponse({ type: [SiteDto] })
  sites(@CallerOf() caller: Caller): Promise<SiteDto[]> {
    return this.database.read(caller.scope, async (tx) => (await this.organisation.sites(tx)).map(siteDto));
  }

  @Put('sites/:code')
  @Permission('plant.write')
  @ApiOkResponse({ type: SiteDto })
  putSite(
    @Command() command: CommandContext,
    @Param() { code }: SiteParams,
    @Body() body: PutSiteDto,
  ): Promise<SiteDto> {
    return this.registerSite.putSite(command, { code, ...body });
  }

  @Get('sites/:code/rooms')
  @Permission('plant.read')
  @ApiOkResponse({ type: [RoomDto] })
  rooms(@CallerOf() caller: Caller, @Param() { code }: SiteParams): Promise<RoomDto[]> {
    return this.database.read(caller.scope, async (tx) => (await this.organisation.rooms(tx, code)).map(roomDto));
  }

  @Put('sites/:code/rooms/:room')
  @Permission('plant.write')
  @ApiOkResponse({ type: RoomDto })
  putRoom(
    @Command() command: CommandContext,
    @Param() { code, room }: RoomParams,
    @Body() body: PutRoomDto,
  ): Promise<RoomDto> {
    return this.registerSite.putRoom(command, code, { code: room, ...body });
  }

  @Get('sponsors')
  @Permission('plant.read')
  @ApiOkResponse({ type: [SponsorDto] })
  sponsors(@CallerOf() caller: Caller): Promise<SponsorDto[]> {
    return this.database.read(caller.scope, async (tx) => (await this.organisation.sponsors(tx)).map(sponsorDto));
  }

  @Put('sponsors/:code')
  @Permission('plant.write')
  @ApiOkResponse({ type: SponsorDto })
  putSponsor(
    @Command() command: CommandContext,
    @Param() { code }: SiteParams,
    @Body() body: PutSponsorDto,
  ): Promise<SponsorDto> {
    return this.registerSponsor.put(command, { code, ...body });
  }
}
