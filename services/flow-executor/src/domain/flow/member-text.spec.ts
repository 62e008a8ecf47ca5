import { memberText, withMember } from './member-text.ts';

describe('memberText', () => {
  it.each([
    ['{"export":{"a":1.0}}', '{"a":1.0}'],
    [' { "x" : 1 , "export" : [ 1 , {"b":"]}"} ] , "y":2}', '[ 1 , {"b":"]}"} ]'],
    ['{"export":12345678901234567890}', '12345678901234567890'],
    ['{"export":"a \\" , } b","x":1}', '"a \\" , } b"'],
    ['{"export":"\\\\","x":1}', '"\\\\"'],
    ['{"export":{},"export":{"last":true}}', '{"last":true}'],
    ['{"\\u0065xport":null}', 'null'],
    ['{"a":{"export":1},"export":2}', '2'],
    ['{"a":"export","export":true}', 'true'],
    ['\ufeff{"export":{}}', '{}'],
  ])('of %s is %s', (json, text) => {
    expect(memberText(json, 'export')).toBe(text);
  });

  it.each(['{}', ' { } ', '{"a":{"export":1}}', '{"a":"\\"export\\":1"}'])('of %s is nothing', (json) => {
    expect(memberText(json, 'export')).toBeUndefined();
  });
});

describe('withMember', () => {
  it.each([
    ['{"name":"a","x":1.0}', '{"name":"b","x":1.0}'],
    ['{ "x" : {"name":1} , "name" : "a" }', '{ "x" : {"name":1} , "name" :"b"}'],
    ['{"name":1,"name":2}', '{"name":1,"name":"b"}'],
    ['{"x":1.50}', '{"name":"b","x":1.50}'],
    ['{}', '{"name":"b"}'],
    ['{ }', '{"name":"b" }'],
  ])('of %s is %s', (json, changed) => {
    expect(withMember(json, 'name', 'b')).toBe(changed);
    expect(JSON.parse(changed)).toEqual({ ...JSON.parse(json), name: 'b' });
  });
});
