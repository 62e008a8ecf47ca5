-- Runs once, in an empty data folder: a database and a role of its own for each service. Passwords of a development stack.
CREATE ROLE authz LOGIN PASSWORD 'authz';
CREATE DATABASE authz OWNER authz;
CREATE ROLE connector_registry LOGIN PASSWORD 'connector_registry';
CREATE DATABASE connector_registry OWNER connector_registry;
CREATE ROLE connector_registry_service LOGIN PASSWORD 'connector_registry_service';
CREATE ROLE token_broker LOGIN PASSWORD 'token_broker';
CREATE DATABASE token_broker OWNER token_broker;
CREATE ROLE flow_executor LOGIN PASSWORD 'flow_executor';
CREATE DATABASE flow_executor OWNER flow_executor;
REVOKE CONNECT ON DATABASE authz, connector_registry, token_broker, flow_executor FROM PUBLIC;
-- The registry's tables belong to connector_registry; the service connects as connector_registry_service, and becomes connector_registry_system for work over all organizations.
CREATE ROLE connector_registry_system NOLOGIN;
GRANT connector_registry_system TO connector_registry_service WITH INHERIT FALSE, SET TRUE;
GRANT CONNECT ON DATABASE connector_registry TO connector_registry_service;
