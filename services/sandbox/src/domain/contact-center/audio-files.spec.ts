import { organizations } from '../world.ts';
import { deleteAudioFile, getAudioFile, putAudioFile } from './audio-files.ts';
import { seedOrganization } from './seed.ts';
import { seededId } from './seeded-id.ts';

const [organization] = organizations as [(typeof organizations)[number]];
const id = seededId(organization, '020', 1);

function given(audioFileId = id) {
  const body = { audioFileInfo: { name: 'evening.wav', contentType: 'AUDIO_X_WAV' } };
  return { data: seedOrganization(organization, 1_000), params: { id: audioFileId }, query: {}, body, nowMs: 2_000, newId: () => 'new' };
}

describe('an audio file', () => {
  it('is replaced', () => {
    const call = given();
    expect(putAudioFile(call)).toMatchObject({
      status: 200,
      body: { id, name: 'evening.wav', contentType: 'AUDIO_X_WAV', version: 2, lastUpdatedTime: 2_000 },
    });
    expect(getAudioFile(call)).toMatchObject({ body: { name: 'evening.wav' } });
  });

  it('is gone when it was deleted', () => {
    const call = given();
    expect(deleteAudioFile(call)).toEqual({ status: 200 });
    expect(getAudioFile(call)).toMatchObject({ status: 404 });
  });

  it.each([getAudioFile, putAudioFile, deleteAudioFile])('is not found by another id: %p', (operation) => {
    expect(operation(given('x'))).toEqual({ status: 404, reason: 'there is no audio file x' });
  });
});
