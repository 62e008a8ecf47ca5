import { type Answer, type OperationCall, ok, param, refuse } from './operation.ts';
import type { AudioFile } from './organization-data.ts';

/** The `audioFileInfo` part; the sound itself is read and thrown away. */
export interface AudioFileInfo {
  readonly name: string;
  readonly contentType: string;
}

export function getAudioFile(call: OperationCall): Answer {
  const file = call.data.audioFiles.get(param(call, 'id'));
  return file ? ok(file) : notFound(call);
}

export function putAudioFile(call: OperationCall<{ readonly audioFileInfo: AudioFileInfo }>): Answer {
  const current = call.data.audioFiles.get(param(call, 'id'));
  if (!current) return notFound(call);
  const { name, contentType } = call.body.audioFileInfo;
  const replaced: AudioFile = { ...current, name, contentType, version: current.version + 1, lastUpdatedTime: call.nowMs };
  call.data.audioFiles.set(current.id, replaced);
  return ok(replaced);
}

export function deleteAudioFile(call: OperationCall): Answer {
  return call.data.audioFiles.delete(param(call, 'id')) ? { status: 200 } : notFound(call);
}

function notFound(call: OperationCall): Answer {
  return refuse(404, `there is no audio file ${param(call, 'id')}`);
}
