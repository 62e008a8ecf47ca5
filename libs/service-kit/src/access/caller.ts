export interface Caller {
  kind: 'user' | 'service';
  id: string;
}
