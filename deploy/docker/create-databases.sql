-- Runs once, in an empty data folder: a database and a role of its own for each service. Passwords of a development stack.
CREATE ROLE authz LOGIN PASSWORD 'authz';
CREATE DATABASE authz OWNER authz;
CREATE ROLE connector_registry LOGIN PASSWORD 'connector_registry';
CREATE DATABASE connector_registry OWNER connector_registry;
CREATE ROLE token_broker LOGIN PASSWORD 'token_broker';
CREATE DATABASE token_broker OWNER token_broker;
CREATE ROLE flow_executor LOGIN PASSWORD 'flow_executor';
CREATE DATABASE flow_executor OWNER flow_executor;
REVOKE CONNECT ON DATABASE authz, connector_registry, token_broker, flow_executor FROM PUBLIC;
