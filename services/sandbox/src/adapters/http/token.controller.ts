import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@patchbay/service-kit';
import { IssuePersonToken } from '../../application/issue-person-token.ts';
import { IssuedPersonToken, TokenRequest } from './schemas.ts';

@ApiTags('tokens')
@Controller('dev/token')
export class TokenController {
  constructor(private readonly issuePersonToken: IssuePersonToken) {}

  @Post()
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: IssuedPersonToken })
  async issue(@Body({ schema: TokenRequest }) { user }: TokenRequest): Promise<IssuedPersonToken> {
    const { accessToken, expiresAt, userId } = await this.issuePersonToken.execute(user);
    return { accessToken, expiresAt: expiresAt.toISOString(), userId };
  }
}
