import 'reflect-metadata';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { accessMetadata, publicMetadata } from './decorators.ts';

/** A route that nobody may call is a mistake, to be found when the service starts rather than when somebody is refused. */
export function requireDeclaredAccess(modules: ModulesContainer): void {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  const undeclared = controllers.flatMap(({ metatype }) => (typeof metatype === 'function' ? undeclaredRoutesOf(metatype) : []));
  if (undeclared.length > 0) throw new Error(`these routes need @Access or @Public: ${undeclared.join(', ')}`);
}

function undeclaredRoutesOf(controller: { name: string; prototype: object | undefined }): string[] {
  const { name, prototype } = controller;
  if (!prototype) return [];
  const methods = new MetadataScanner().getAllMethodNames(prototype).map((key) => ({ key, method: Reflect.get(prototype, key) as object }));
  return methods
    .filter(({ method }) => Reflect.hasMetadata(PATH_METADATA, method) && ![method, controller].some(declaresAccess))
    .map(({ key }) => `${name}.${key}`);
}

const declaresAccess = (target: object): boolean =>
  Reflect.hasMetadata(accessMetadata, target) || Reflect.hasMetadata(publicMetadata, target);
