import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { CertificateParams, CertificatesDto, JudgeCertificateDto, RotateCertificateDto } from './certificate.dto.js';
import { JudgeCertificate } from './judge-certificate.service.js';
import { ShowCertificates } from './show-certificates.service.js';

@ApiTags('certificates')
@Controller('certificates')
export class CertificateController {
  constructor(
    private readonly certificates: ShowCertificates,
    private readonly judge: JudgeCertificate,
  ) {}

  @Get()
  @Permission('plant.read')
  @ApiOkResponse({ type: CertificatesDto })
  list(@CallerOf() caller: Caller): Promise<CertificatesDto> {
    return this.certificates.list(caller);
  }

  @Post('own/rotate')
  @Permission('plant.write')
  @ApiCreatedResponse({ type: CertificatesDto })
  async rotate(@Command() command: CommandContext, @Body() body: RotateCertificateDto): Promise<CertificatesDto> {
    await this.judge.rotate(command, body.reason, body.keepHours);
    return this.certificates.list(command.caller);
  }

  @Post(':thumbprint/trust')
  @Permission('plant.write')
  @ApiCreatedResponse({ type: CertificatesDto })
  async trust(
    @Command() command: CommandContext,
    @Param() { thumbprint }: CertificateParams,
    @Body() { reason }: JudgeCertificateDto,
  ): Promise<CertificatesDto> {
    await this.judge.trust(command, thumbprint, reason);
    return this.certificates.list(command.caller);
  }

  @Post(':thumbprint/reject')
  @Permission('plant.write')
  @ApiCreatedResponse({ type: CertificatesDto })
  async reject(
    @Command() command: CommandContext,
    @Param() { thumbprint }: CertificateParams,
    @Body() { reason }: JudgeCertificateDto,
  ): Promise<CertificatesDto> {
    await this.judge.reject(command, thumbprint, reason);
    return this.certificates.list(command.caller);
  }
}
