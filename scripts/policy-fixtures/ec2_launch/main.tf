# EC2-002 (tokens_…)

resource "aws_launch_template" "tokens_required" {
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_launch_template" "tokens_optional" {
  metadata_options {
    http_tokens = "optional"
  }
}

resource "aws_launch_template" "tokens_unset" {
  metadata_options {
    http_put_response_hop_limit = 1
  }
}

resource "aws_launch_template" "tokens_none" {}

resource "aws_launch_template" "tokens_disabled" {
  metadata_options {
    http_endpoint = "disabled"
  }
}

resource "aws_launch_template" "tokens_unknown" {
  metadata_options {
    http_tokens = terraform_data.later.output
  }
}

module "tokens_module" {
  source   = "./modules/template"
  for_each = toset(["optional", "required"])
  tokens   = each.key
}

# EC2-003 (tokens_…)

resource "aws_launch_configuration" "tokens_required" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_launch_configuration" "tokens_optional" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = "optional"
  }
}

resource "aws_launch_configuration" "tokens_none" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_launch_configuration" "tokens_unknown" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = terraform_data.later.output
  }
}

# EC2-004 (hops_…)

resource "aws_instance" "hops_one" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_put_response_hop_limit = 1
  }
}

resource "aws_instance" "hops_two" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_put_response_hop_limit = 2
  }
}

resource "aws_instance" "hops_two_on_host" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_put_response_hop_limit = 2
  }
  tags = {
    ContainerHost = "true"
  }
}

resource "aws_launch_template" "hops_three_on_host" {
  metadata_options {
    http_put_response_hop_limit = 3
  }
  tags = {
    ContainerHost = "true"
  }
}

resource "aws_launch_template" "hops_unknown" {
  metadata_options {
    http_put_response_hop_limit = length(terraform_data.later.output)
  }
}

resource "aws_launch_template" "hops_unset" {}

resource "aws_launch_configuration" "hops_two" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_put_response_hop_limit = 2
  }
}

# EC2-005 (address_…)

resource "aws_subnet" "address_public" {
  vpc_id                  = "vpc-1"
  cidr_block              = "10.0.0.0/24"
  map_public_ip_on_launch = true
}

resource "aws_subnet" "address_private" {
  vpc_id     = "vpc-1"
  cidr_block = "10.0.1.0/24"
}

resource "aws_instance" "address_given" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  associate_public_ip_address = true
}

resource "aws_instance" "address_refused" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.address_public.id
  associate_public_ip_address = false
}

resource "aws_instance" "address_mapped" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.address_public.id
}

resource "aws_instance" "address_not_mapped" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.address_private.id
}

resource "aws_instance" "address_unknown" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  associate_public_ip_address = terraform_data.later.output == "later"
}

# The template may refuse the address.
resource "aws_instance" "address_template" {
  subnet_id = aws_subnet.address_public.id
  launch_template {
    id = aws_launch_template.address_refused.id
  }
}

# EC2-006 (address_…)

resource "aws_launch_template" "address_given" {
  network_interfaces {
    associate_public_ip_address = true
  }
}

resource "aws_launch_template" "address_refused" {
  network_interfaces {
    associate_public_ip_address = false
  }
}

resource "aws_launch_template" "address_unset" {
  network_interfaces {
    device_index = 0
  }
}

resource "aws_launch_template" "address_unknown" {
  network_interfaces {
    associate_public_ip_address = terraform_data.later.output == "later"
  }
}

# EC2-007 (address_…)

resource "aws_launch_configuration" "address_given" {
  image_id                    = "ami-1"
  instance_type               = "t3.micro"
  associate_public_ip_address = true
}

resource "aws_launch_configuration" "address_refused" {
  image_id                    = "ami-1"
  instance_type               = "t3.micro"
  associate_public_ip_address = false
}

resource "aws_launch_configuration" "address_unset" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_launch_configuration" "address_unknown" {
  image_id                    = "ami-1"
  instance_type               = "t3.micro"
  associate_public_ip_address = terraform_data.later.output == "later"
}

# EC2-020 (script_…)

resource "aws_instance" "script_password" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/sh
    export DB_PASSWORD=fixture-hunter
  EOT
}

resource "aws_instance" "script_encoded" {
  ami              = "ami-1"
  instance_type    = "t3.micro"
  user_data_base64 = base64encode("-----BEGIN RSA PRIVATE KEY-----\nfixture")
}

resource "aws_instance" "script_looked_up" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/sh
    export DB_PASSWORD="$(aws secretsmanager get-secret-value --secret-id db)"
    export API_PASSWORD=`cat /run/api`
  EOT
}

resource "aws_instance" "script_unknown" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  user_data     = "DB_PASSWORD=${terraform_data.later.output}"
}

resource "aws_launch_template" "script_access_key" {
  user_data = base64encode("aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE")
}

resource "aws_launch_template" "script_harmless" {
  user_data = base64encode("#!/bin/sh\nyum update\n")
}

resource "aws_launch_template" "script_not_encoded" {
  user_data = "#!/bin/sh"
}

resource "aws_launch_configuration" "script_secret" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  user_data     = "{\"aws_secret_access_key\": \"fixture\"}"
}

# EC2-021 (profile_…)

resource "aws_instance" "profile_set" {
  ami                  = "ami-1"
  instance_type        = "t3.micro"
  iam_instance_profile = "web"
}

resource "aws_instance" "profile_unset" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_instance" "profile_unknown" {
  ami                  = "ami-1"
  instance_type        = "t3.micro"
  iam_instance_profile = terraform_data.later.output
}

resource "aws_instance" "profile_template" {
  launch_template {
    id = aws_launch_template.profile_arn.id
  }
}

resource "aws_launch_template" "profile_arn" {
  iam_instance_profile {
    arn = "arn:aws:iam::111111111111:instance-profile/web"
  }
}

resource "aws_launch_template" "profile_unknown" {
  iam_instance_profile {
    name = terraform_data.later.output
  }
}

resource "aws_launch_template" "profile_unset" {}
