import { Injectable } from '@nestjs/common';
import { UnknownUser } from '../domain/unknown-user.ts';
import { findUser } from '../domain/world.ts';
import { type PersonToken, PersonTokens } from './ports.ts';

@Injectable()
export class IssuePersonToken {
  constructor(private readonly tokens: PersonTokens) {}

  /** @throws UnknownUser */
  async execute(reference: string): Promise<PersonToken & { readonly userId: string }> {
    const user = findUser(reference);
    if (!user) throw new UnknownUser(reference);
    return { ...(await this.tokens.issue(user.userId)), userId: user.userId };
  }
}
