locals {
  names = { for key, topic in var.topics : key => coalesce(topic.topic_name, key) }

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
      flatten([for name in each.value.topic_policy_file[*] : jsondecode(file("${path.root}/${name}")).Statement]),
    )
  })
}
