import { MemoryStore } from './memory-store.ts';

function given() {
  const time = { ms: 0 };
  return { time, store: new MemoryStore(() => time.ms) };
}

describe('MemoryStore', () => {
  it('forgets what has expired', async () => {
    const { store, time } = given();
    await store.upsert('token', { jti: 'token' }, 60);
    time.ms = 59_999;
    expect([store.peek('token'), await store.find('token')]).toEqual([{ jti: 'token' }, { jti: 'token' }]);
    time.ms = 60_000;
    expect([store.peek('token'), await store.find('token')]).toEqual([undefined, undefined]);
  });

  it('finds sessions by their uid and devices by their code, as long as they live', async () => {
    const { store, time } = given();
    await store.upsert('1', { uid: 'u', userCode: 'c' }, 60);
    expect([await store.findByUid('u'), await store.findByUserCode('c'), await store.findByUid('x')]).toEqual([
      { uid: 'u', userCode: 'c' },
      { uid: 'u', userCode: 'c' },
      undefined,
    ]);
    time.ms = 60_000;
    expect(await store.findByUid('u')).toBeUndefined();
  });

  it('marks what was consumed', async () => {
    const { store, time } = given();
    await store.upsert('code', { jti: 'code' }, 60);
    time.ms = 5_000;
    await store.consume('code');
    expect(store.peek('code')).toEqual({ jti: 'code', consumed: 5 });
  });

  it('drops one, or all of a grant', async () => {
    const { store } = given();
    for (const [id, grantId] of [
      ['1', 'a'],
      ['2', 'a'],
      ['3', 'b'],
    ] as const)
      await store.upsert(id, { grantId }, 60);
    await store.destroy('3');
    await store.revokeByGrantId('a');
    expect(['1', '2', '3'].map((id) => store.peek(id))).toEqual([undefined, undefined, undefined]);
  });
});
