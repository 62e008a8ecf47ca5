/** Exits that these flows wire and that nothing leads by, whatever the world does. */
export const neverTaken: Readonly<Record<string, readonly string[]>> = {
  // Play_Hello leads here when its message is longer than a text may be, and only then: names that long are in the body of this request too,
  // which is longer still, and nothing can happen in between. A request has one exit for whatever is answered, and none for what cannot be sent.
  'WebexSamples__bmclella-voice-jds-2.json': ['UpdateJDS default'],
  // It copies the number of the caller, which a start may give at most 64 characters of, into a text: neither can fail.
  'WebexSamples__cjds02-voice.json': ['GetMobile error'],
  // It compares what the virtual agent has told with literals. Any value has a text, so there is nothing in it that fails; an event that is
  // missing, of another type or of another name takes the exit for everything else.
  'webex__doctors-appointment-scripted-ai-agent-flow.json': ['Case_9ia error'],
  // A template that its author has left to be filled in: it names no queue, so every contact leaves by the exit for failures.
  'WebexCC__flow-template.json': ['PlayMusic_q5r default', 'QueueContact_ypp default'],
};
