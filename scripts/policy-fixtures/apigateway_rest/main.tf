resource "aws_api_gateway_rest_api" "one" {
  name = "one"
}

# API-005 (method_…)

resource "aws_api_gateway_method" "method_open" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  resource_id   = aws_api_gateway_rest_api.one.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_api_gateway_method" "method_preflight" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  resource_id   = aws_api_gateway_rest_api.one.root_resource_id
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_method" "method_key" {
  rest_api_id      = aws_api_gateway_rest_api.one.id
  resource_id      = aws_api_gateway_rest_api.one.root_resource_id
  http_method      = "GET"
  authorization    = "NONE"
  api_key_required = true
}

resource "aws_api_gateway_method" "method_iam" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  resource_id   = aws_api_gateway_rest_api.one.root_resource_id
  http_method   = "GET"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_method" "method_unknown" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  resource_id   = aws_api_gateway_rest_api.one.root_resource_id
  http_method   = "GET"
  authorization = terraform_data.later.output
}

resource "aws_api_gateway_method" "method_unknown_key" {
  rest_api_id      = aws_api_gateway_rest_api.one.id
  resource_id      = aws_api_gateway_rest_api.one.root_resource_id
  http_method      = "GET"
  authorization    = "NONE"
  api_key_required = terraform_data.later.output == "later"
}

module "method_module" {
  source        = "./modules/method"
  for_each      = { open = "NONE", iam = "AWS_IAM" }
  authorization = each.value
}

# API-015 (validate_…)

resource "aws_api_gateway_request_validator" "body" {
  name                  = "body"
  rest_api_id           = aws_api_gateway_rest_api.one.id
  validate_request_body = true
}

resource "aws_api_gateway_method" "validate_none" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  resource_id   = aws_api_gateway_rest_api.one.root_resource_id
  http_method   = "POST"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_method" "validate_body" {
  rest_api_id          = aws_api_gateway_rest_api.one.id
  resource_id          = aws_api_gateway_rest_api.one.root_resource_id
  http_method          = "PUT"
  authorization        = "AWS_IAM"
  request_validator_id = aws_api_gateway_request_validator.body.id
}

resource "aws_api_gateway_method" "validate_read" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  resource_id   = aws_api_gateway_rest_api.one.root_resource_id
  http_method   = "GET"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_method" "validate_later" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  resource_id   = aws_api_gateway_rest_api.one.root_resource_id
  http_method   = terraform_data.later.output
  authorization = "AWS_IAM"
}

# API-010, API-027 (domain_…)

resource "aws_api_gateway_domain_name" "domain_unset" {
  domain_name              = "domain-unset.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_domain_name" "domain_old" {
  domain_name              = "domain-old.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  security_policy = "TLS_1_0"
}

resource "aws_api_gateway_domain_name" "domain_new" {
  domain_name              = "domain-new.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  security_policy = "TLS_1_2"
}

resource "aws_api_gateway_domain_name" "domain_unknown" {
  domain_name              = "domain-unknown.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  security_policy = terraform_data.later.output
}

resource "aws_api_gateway_domain_name" "domain_partner" {
  domain_name              = "domain-partner.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  security_policy = "TLS_1_2"
  tags = {
    Exposure = "partner"
  }
}

resource "aws_api_gateway_domain_name" "domain_partner_mutual" {
  domain_name              = "domain-partner-mutual.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  security_policy = "TLS_1_2"
  mutual_tls_authentication {
    truststore_uri = "s3://x/y.pem"
  }
  tags = {
    Exposure = "partner"
  }
}

resource "aws_api_gateway_domain_name" "domain_public" {
  domain_name              = "domain-public.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  security_policy = "TLS_1_2"
  tags = {
    Exposure = "public"
  }
}

resource "aws_api_gateway_domain_name" "domain_tag_unknown" {
  domain_name              = "domain-tag-unknown.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  security_policy = "TLS_1_2"
  tags = {
    Exposure = terraform_data.later.output
  }
}

# API-013 (internal_…)

resource "aws_api_gateway_rest_api" "internal_unset" {
  name = "internal-unset"
  tags = {
    Exposure = "internal"
  }
}

resource "aws_api_gateway_rest_api" "internal_regional" {
  name = "internal-regional"
  tags = {
    Exposure = "internal"
  }
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_rest_api" "internal_private" {
  name = "internal-private"
  tags = {
    Exposure = "internal"
  }
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_rest_api" "internal_unknown" {
  name = "internal-unknown"
  tags = {
    Exposure = terraform_data.later.output
  }
}

resource "aws_api_gateway_rest_api" "internal_untagged" {
  name = "internal-untagged"
}

# API-014 (policy_…)

locals {
  invoke = {
    Effect    = "Allow"
    Principal = "*"
    Action    = "execute-api:Invoke"
    Resource  = "*"
  }
}

resource "aws_api_gateway_rest_api" "policy_inline" {
  name   = "policy-inline"
  policy = jsonencode({ Version = "2012-10-17", Statement = [local.invoke] })
}

resource "aws_api_gateway_rest_api" "policy_unset" {
  name = "policy-unset"
}

resource "aws_api_gateway_rest_api_policy" "policy_open" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  policy      = jsonencode({ Version = "2012-10-17", Statement = [local.invoke] })
}

resource "aws_api_gateway_rest_api_policy" "policy_every_action" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  policy      = jsonencode({ Version = "2012-10-17", Statement = [merge(local.invoke, { Action = "*" })] })
}

resource "aws_api_gateway_rest_api_policy" "policy_other_action" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  policy      = jsonencode({ Version = "2012-10-17", Statement = [merge(local.invoke, { Action = "execute-api:ManageConnections" })] })
}

resource "aws_api_gateway_rest_api_policy" "policy_named" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  policy      = jsonencode({ Version = "2012-10-17", Statement = [merge(local.invoke, { Principal = { AWS = "arn:aws:iam::222222222222:root" } })] })
}

resource "aws_api_gateway_rest_api_policy" "policy_limited" {
  for_each    = toset(["aws:SourceVpc", "aws:SourceVpce", "aws:SourceIp", "aws:PrincipalOrgID"])
  rest_api_id = aws_api_gateway_rest_api.one.id
  policy      = jsonencode({ Version = "2012-10-17", Statement = [merge(local.invoke, { Condition = { StringEquals = { (each.value) = "x" } } })] })
}

resource "aws_api_gateway_rest_api_policy" "policy_every_address" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  policy      = jsonencode({ Version = "2012-10-17", Statement = [merge(local.invoke, { Condition = { IpAddress = { "aws:SourceIp" = "0.0.0.0/0" } } })] })
}

data "aws_iam_policy_document" "document" {
  statement {
    actions   = ["execute-api:Invoke"]
    resources = [aws_api_gateway_rest_api.one.execution_arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_api_gateway_rest_api_policy" "policy_document" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  policy      = data.aws_iam_policy_document.document.json
}

resource "aws_api_gateway_rest_api_policy" "policy_unknown" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  policy      = terraform_data.later.output
}

# API-018 (endpoint_…)

resource "aws_api_gateway_rest_api" "endpoint_open" {
  name = "endpoint-open"
}

resource "aws_api_gateway_rest_api" "endpoint_off" {
  name                         = "endpoint-off"
  disable_execute_api_endpoint = true
}

resource "aws_api_gateway_rest_api" "endpoint_unknown" {
  name                         = "endpoint-unknown"
  disable_execute_api_endpoint = terraform_data.later.output == "later"
}

resource "aws_api_gateway_rest_api" "endpoint_unmapped" {
  name = "endpoint-unmapped"
}

resource "aws_api_gateway_rest_api" "endpoint_open_v2" {
  name = "endpoint-open-v2"
}

resource "aws_api_gateway_base_path_mapping" "open" {
  api_id      = aws_api_gateway_rest_api.endpoint_open.id
  stage_name  = "x"
  domain_name = aws_api_gateway_domain_name.domain_new.domain_name
}

resource "aws_api_gateway_base_path_mapping" "off" {
  api_id      = aws_api_gateway_rest_api.endpoint_off.id
  stage_name  = "x"
  domain_name = aws_api_gateway_domain_name.domain_new.domain_name
}

resource "aws_api_gateway_base_path_mapping" "unknown" {
  api_id      = aws_api_gateway_rest_api.endpoint_unknown.id
  stage_name  = "x"
  domain_name = aws_api_gateway_domain_name.domain_new.domain_name
}

resource "aws_apigatewayv2_api_mapping" "open" {
  api_id      = aws_api_gateway_rest_api.endpoint_open_v2.id
  stage       = "x"
  domain_name = "example.com"
}

# API-021 (integration_…)

resource "aws_api_gateway_integration" "integration_plain" {
  rest_api_id             = aws_api_gateway_rest_api.one.id
  resource_id             = aws_api_gateway_rest_api.one.root_resource_id
  http_method             = "GET"
  integration_http_method = "GET"
  type                    = "HTTP_PROXY"
  uri                     = "http://example.com/"
}

resource "aws_api_gateway_integration" "integration_tls" {
  rest_api_id             = aws_api_gateway_rest_api.one.id
  resource_id             = aws_api_gateway_rest_api.one.root_resource_id
  http_method             = "GET"
  integration_http_method = "GET"
  type                    = "HTTP_PROXY"
  uri                     = "https://example.com/"
}

resource "aws_api_gateway_integration" "integration_link" {
  rest_api_id             = aws_api_gateway_rest_api.one.id
  resource_id             = aws_api_gateway_rest_api.one.root_resource_id
  http_method             = "GET"
  integration_http_method = "GET"
  type                    = "HTTP_PROXY"
  uri                     = "http://internal.example.com/"
  connection_type         = "VPC_LINK"
  connection_id           = "abc"
}

resource "aws_api_gateway_integration" "integration_unverified" {
  rest_api_id             = aws_api_gateway_rest_api.one.id
  resource_id             = aws_api_gateway_rest_api.one.root_resource_id
  http_method             = "GET"
  integration_http_method = "GET"
  type                    = "HTTP_PROXY"
  uri                     = "https://example.com/"
  tls_config {
    insecure_skip_verification = true
  }
}

resource "aws_api_gateway_integration" "integration_unknown" {
  rest_api_id             = aws_api_gateway_rest_api.one.id
  resource_id             = aws_api_gateway_rest_api.one.root_resource_id
  http_method             = "GET"
  integration_http_method = "GET"
  type                    = "HTTP_PROXY"
  uri                     = terraform_data.later.output
}

# API-022 (account_…)

resource "aws_api_gateway_account" "account_unset" {}

resource "aws_api_gateway_account" "account_known" {
  cloudwatch_role_arn = "arn:aws:iam::111111111111:role/logs"
}

resource "aws_api_gateway_account" "account_unknown" {
  cloudwatch_role_arn = terraform_data.later.output
}

# API-023 (key_…)

resource "aws_api_gateway_api_key" "key_alone" {
  name = "alone"
}

resource "aws_api_gateway_api_key" "key_planned" {
  name = "planned"
}

resource "aws_api_gateway_usage_plan_key" "planned" {
  key_id        = aws_api_gateway_api_key.key_planned.id
  key_type      = "API_KEY"
  usage_plan_id = "x"
}
