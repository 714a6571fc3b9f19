locals {
  names = { for key, function in var.functions : key => coalesce(function.function_name, key) }

  # The ARN is built from the name, so that the whole policy is known when it is planned and can be judged then.
  log_group_arns = { for key, name in local.names : key => "arn:aws:logs:${var.region}:${var.account_id}:log-group:/aws/lambda/${name}" }

  # What JSON documents leave to the deployment. IAM's own variables have a colon and stay: ${aws:username}.
  texts = { for name in toset(compact([for function in var.functions : function.permissions_policy_file])) : name => file("${path.root}/${name}") }
  documents = {
    for name, text in local.texts : name => replace(replace(replace(text,
      "$${account_id}", var.account_id),
      "$${region}", var.region),
    "$${vpc_endpoint_id}", strcontains(text, "$${vpc_endpoint_id}") ? var.vpc_endpoint_id : "")
  }

  own_policies = { for key, function in var.functions : key => function if function.permissions_policy_file != null }
  in_networks  = { for key, function in var.functions : key => function if length(function.subnet_ids) > 0 }

  callers = merge([for key, function in var.functions : { for name, caller in function.callers : "${key}/${name}" => merge(caller, { function = key, name = name }) }]...)

  # What every function may do: write its log, and what its settings need.
  base_policies = {
    for key, function in var.functions : key => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [{
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = "${local.log_group_arns[key]}:*"
        }],
        [for arn in function.failure_target_arn[*] : {
          Sid      = "KeepFailedEvents"
          Effect   = "Allow"
          Action   = strcontains(arn, ":sqs:") ? "sqs:SendMessage" : "sns:Publish"
          Resource = arn
        }],
        [for arn in function.kms_key_arn[*] : {
          Sid      = "ReadEnvironment"
          Effect   = "Allow"
          Action   = "kms:Decrypt"
          Resource = arn
        }],
      )
    })
  }
}

resource "aws_lambda_function" "this" {
  for_each = var.functions

  function_name                  = local.names[each.key]
  description                    = each.value.description
  role                           = aws_iam_role.this[each.key].arn
  package_type                   = each.value.image_uri == null ? "Zip" : "Image"
  image_uri                      = each.value.image_uri
  s3_bucket                      = one(each.value.package[*].bucket)
  s3_key                         = one(each.value.package[*].key)
  s3_object_version              = one(each.value.package[*].object_version)
  handler                        = one(each.value.package[*].handler)
  runtime                        = one(each.value.package[*].runtime)
  architectures                  = [each.value.architecture]
  memory_size                    = each.value.memory_mib
  timeout                        = each.value.timeout_seconds
  reserved_concurrent_executions = each.value.reserved_concurrency
  kms_key_arn                    = each.value.kms_key_arn
  code_signing_config_arn        = each.value.code_signing_config_arn
  tags                           = each.value.tags

  tracing_config {
    mode = "Active"
  }

  dynamic "environment" {
    for_each = length(each.value.environment) > 0 ? [each.value.environment] : []

    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = length(each.value.subnet_ids) > 0 ? [each.value] : []

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  dynamic "dead_letter_config" {
    for_each = each.value.failure_target_arn[*]

    content {
      target_arn = dead_letter_config.value
    }
  }

  # Lambda asks whether the role may use the network and the failure target. A function without a log group makes one that nobody manages.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.base, aws_iam_role_policy_attachment.network]
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.functions

  name              = "/aws/lambda/${local.names[each.key]}"
  retention_in_days = each.value.log_retention_days
  kms_key_id        = each.value.kms_key_arn
  tags              = each.value.tags
}

resource "aws_lambda_permission" "this" {
  for_each = local.callers

  statement_id   = each.value.name
  function_name  = aws_lambda_function.this[each.value.function].function_name
  action         = "lambda:InvokeFunction"
  principal      = each.value.service
  source_arn     = each.value.source_arn
  source_account = var.account_id
}

# ── What the function may do ──────────────────────────────────────────────────

resource "aws_iam_role" "this" {
  for_each = var.functions

  name                 = local.names[each.key]
  description          = "The function ${local.names[each.key]}"
  permissions_boundary = each.value.permissions_boundary_arn
  tags                 = each.value.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Function"
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_policy" "base" {
  for_each = var.functions

  name        = "${local.names[each.key]}-base"
  description = "Logs and failed events of the function ${local.names[each.key]}"
  policy      = local.base_policies[each.key]
  tags        = each.value.tags
}

resource "aws_iam_role_policy_attachment" "base" {
  for_each = var.functions

  role       = aws_iam_role.this[each.key].name
  policy_arn = aws_iam_policy.base[each.key].arn
}

resource "aws_iam_role_policy_attachment" "tracing" {
  for_each = var.functions

  role       = aws_iam_role.this[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

resource "aws_iam_role_policy_attachment" "network" {
  for_each = local.in_networks

  role       = aws_iam_role.this[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_policy" "own" {
  for_each = local.own_policies

  name        = local.names[each.key]
  description = "Permissions of the function ${local.names[each.key]}"
  policy      = local.documents[each.value.permissions_policy_file]
  tags        = each.value.tags
}

resource "aws_iam_role_policy_attachment" "own" {
  for_each = local.own_policies

  role       = aws_iam_role.this[each.key].name
  policy_arn = aws_iam_policy.own[each.key].arn
}
