import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/refusal.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { type Caller, CallerOf, Command, type CommandContext, Open, Permission } from '../../platform/http/index.js';
import { AskProvider } from './ask-provider.service.js';
import { cookieNamed, sessionCookie, SSO_COOKIE, ssoCookie } from './domain/index.js';
import { AccessReasonDto, PersonParams } from './identity.dto.js';
import { LinkAccount } from './link-account.service.js';
import { SignInByProvider } from './sign-in-by-provider.service.js';
import { LinkAccountDto, ProviderWayDto, ReturnedAccountDto, SignInWaysDto } from './sso.dto.js';

/** Signing in by the word of the enterprise's identity provider. */
@ApiTags('session')
@Controller()
export class SsoController {
  constructor(
    private readonly entrance: SignInByProvider,
    private readonly links: LinkAccount,
    private readonly provider: AskProvider,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('session/ways')
  @Open('the sign-in page offers them before anybody is signed in')
  ways(): SignInWaysDto {
    return { provider: this.provider.title };
  }

  /** Where the browser goes; it comes back signed in, or with a problem's code in the address. */
  @Post('session/sso')
  @Open('this is where a session begins')
  @HttpCode(200)
  @ApiOkResponse({ type: ProviderWayDto })
  async begin(@Res({ passthrough: true }) reply: FastifyReply): Promise<ProviderWayDto> {
    return this.sent(reply, await this.entrance.begin(null));
  }

  @Get('session/sso/return')
  @Open('the provider sends people here who are not signed in yet; what they set out with is what admits')
  @ApiExcludeEndpoint()
  async comeBack(@Req() { url, headers }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = url.split('?')[1] ?? '';
    const browser = cookieNamed(headers.cookie, SSO_COOKIE);
    const cookies = [ssoCookie(null, this.config.publicUrl)];
    const go = (to: string) => reply.header('set-cookie', cookies).redirect(to, 303);
    try {
      const returned = await this.entrance.comeBack(query, browser, headers['user-agent']);
      if ('token' in returned) cookies.push(sessionCookie(returned.token, this.config.publicUrl));
      await go('token' in returned ? '/' : '/me');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await go(`/?problem=${encodeURIComponent(error.code)}`);
    }
  }

  /** Links the account that one signs in to next, once the session has said that it is its own. */
  @Post('me/account')
  @Permission('session.own')
  @HttpCode(200)
  @ApiOkResponse({ type: ProviderWayDto })
  async setOut(
    @Command() command: CommandContext,
    @Body() { password }: LinkAccountDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderWayDto> {
    return this.sent(reply, await this.links.begin(command, password));
  }

  /** The account that came back to this session, and waits for its word. */
  @Get('me/account/returned')
  @Permission('session.own')
  async returned(@CallerOf() caller: Caller): Promise<ReturnedAccountDto> {
    return { name: await this.entrance.waiting(caller.session) };
  }

  @Post('me/account/link')
  @Permission('session.own')
  @HttpCode(204)
  @ApiNoContentResponse()
  async confirm(@Command() command: CommandContext): Promise<void> {
    await this.links.link(command);
  }

  @Post('me/account/unlink')
  @Permission('session.own')
  @HttpCode(204)
  @ApiNoContentResponse()
  async unlinkOwn(@Command() command: CommandContext): Promise<void> {
    await this.links.unlinkOwn(command);
  }

  @Post('people/:id/account/unlink')
  @Permission('person.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  async unlink(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() { reason }: AccessReasonDto,
  ): Promise<void> {
    await this.links.unlink(command, id, reason);
  }

  private sent(reply: FastifyReply, { url, browser }: { url: string; browser: string }): ProviderWayDto {
    reply.header('set-cookie', ssoCookie(browser, this.config.publicUrl));
    return { url };
  }
}
