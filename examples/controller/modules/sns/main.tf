locals {
  names = { for key, topic in var.topics : key => coalesce(topic.topic_name, key) }

  # What JSON documents leave to the deployment. IAM's own variables have a colon and stay: ${aws:username}.
  texts = { for name in toset(compact([for topic in var.topics : topic.topic_policy_file])) : name => file("${path.root}/${name}") }
  documents = {
    for name, text in local.texts : name => replace(replace(replace(text,
      "$${account_id}", var.account_id),
      "$${region}", var.region),
    "$${vpc_endpoint_id}", strcontains(text, "$${vpc_endpoint_id}") ? var.vpc_endpoint_id : "")
  }

  # The ARN is built from the name, so that the whole policy is known when it is planned and can be judged then.
  arns = { for key, name in local.names : key => "arn:aws:sns:${var.region}:${var.account_id}:${name}" }
}

resource "aws_sns_topic" "this" {
  for_each = var.topics

  name              = local.names[each.key]
  display_name      = each.value.display_name
  kms_master_key_id = each.value.kms_key_arn
  signature_version = 2
  tags              = each.value.tags

  # What was not delivered is written to the log sns/REGION/ACCOUNT/TOPIC/Failure.
  application_failure_feedback_role_arn = aws_iam_role.delivery[each.key].arn
  firehose_failure_feedback_role_arn    = aws_iam_role.delivery[each.key].arn
  http_failure_feedback_role_arn        = aws_iam_role.delivery[each.key].arn
  lambda_failure_feedback_role_arn      = aws_iam_role.delivery[each.key].arn
  sqs_failure_feedback_role_arn         = aws_iam_role.delivery[each.key].arn
}

resource "aws_sns_topic_policy" "this" {
  for_each = var.topics

  arn = aws_sns_topic.this[each.key].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "DenyInsecureTransport"
          Effect    = "Deny"
          Principal = { AWS = "*" }
          Action    = "sns:Publish"
          Resource  = local.arns[each.key]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
        {
          Sid       = "AllowOwnAccount"
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
          Action    = ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes", "sns:SetTopicAttributes", "sns:ListSubscriptionsByTopic"]
          Resource  = local.arns[each.key]
        },
      ],
      flatten([for name in each.value.topic_policy_file[*] : jsondecode(local.documents[name]).Statement]),
    )
  })
}

# ── Who writes the log of deliveries ──────────────────────────────────────────

resource "aws_iam_role" "delivery" {
  for_each = var.topics

  name                 = "${local.names[each.key]}-delivery"
  description          = "Writes what the topic ${local.names[each.key]} could not deliver"
  permissions_boundary = each.value.permissions_boundary_arn
  tags                 = each.value.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Topic"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_policy" "delivery" {
  for_each = var.topics

  name        = "${local.names[each.key]}-delivery"
  description = "Writes what the topic ${local.names[each.key]} could not deliver"
  tags        = each.value.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "WriteLog"
      Effect   = "Allow"
      Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:PutMetricFilter", "logs:PutRetentionPolicy"]
      Resource = "arn:aws:logs:${var.region}:${var.account_id}:log-group:sns/${var.region}/${var.account_id}/${local.names[each.key]}*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "delivery" {
  for_each = var.topics

  role       = aws_iam_role.delivery[each.key].name
  policy_arn = aws_iam_policy.delivery[each.key].arn
}
